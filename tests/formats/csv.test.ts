import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsv } from '../../src/formats/csv.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (text: string, options = {}) => readCsv(bytes(text), { file: 'data/t.csv', ...options })

describe('readCsv', () => {
  it('reads numbers of every notation', () => {
    const table = read('1,-2,+3\n0.5,.25,1e-2\n"7", 8 ,12345678901\n')
    expect([table.rows, table.columns, table.header]).toEqual([3, 3, null])
    expect([...table.values]).toEqual([1, -2, 3, 0.5, 0.25, 1e-2, 7, 8, 12345678901].map(Math.fround))
  })

  it('passes over empty lines, CRLF, a byte order mark, and a missing last line break', () => {
    const table = read('\ufeff1,2\r\n\r\n3,4')
    expect([...table.values]).toEqual([1, 2, 3, 4])
    expect(table.lineOf(1)).toBe(3)
  })

  it('takes a first line without numbers for a header', () => {
    expect(read('a,"b"\n1,2').header).toEqual(['a', 'b'])
    expect(read('a;b\n1;2', { delimiter: ';' }).columns).toBe(2)
    expect(read('1,2\n3,4', { header: true }).header).toEqual(['1', '2'])
  })

  it('reads back any table of float32 numbers', () => {
    const row = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const table = read(rows.map((numbers) => numbers.join(',')).join('\n'))
        expect([...table.values]).toEqual(rows.flat().map((value) => value + 0))
      }),
    )
  })

  it.each([
    ['a word', '1,2\n3,x', "data/t.csv:2:3: 'x' is not a number"],
    ['NaN', '1,2\nnan,4', "data/t.csv:2:1: 'nan' is not a finite number"],
    ['infinity', '1,2\n3,inf', "data/t.csv:2:3: 'inf' is not a finite number"],
    ['more than float32 holds', '1,2\n3,1e39', "data/t.csv:2:3: '1e39' is not a finite number"],
    ['hexadecimal', '1,2\n0x10,1', "data/t.csv:2:1: '0x10' is not a number"],
    ['an empty field', '1,2\n,4', 'data/t.csv:2:1: the field is empty'],
    ['a short line', '1,2\n3', 'data/t.csv:2:1: the line has 1 fields, but should have 2'],
    ['a long line', '1,2\n3,4,5', 'data/t.csv:2:1: the line has 3 fields, but should have 2'],
    ['a line of NaN alone', 'nan,nan', "data/t.csv:1:1: 'nan' is not a finite number"],
    ['nothing but a header', 'a,b\n', 'data/t.csv: the file holds a header, but no rows'],
    ['blank lines', ' \n\n', 'data/t.csv: the file holds no rows'],
    ['a zero byte', '1,2\n3,\0', 'data/t.csv:2:3: is not a text file'],
  ])('refuses %s', (_, text, message) => {
    expect(() => read(text)).toThrow(message)
  })

  it('refuses text that is not UTF-8, and says where', () => {
    const latin = Uint8Array.of(...bytes('a,b\n1,2\n3,'), 0xe9)
    expect(() => readCsv(latin, { file: 'l.csv' })).toThrow('l.csv:3:3: is not UTF-8 text')
  })

  it('tells of all fields at fault, to twenty', () => {
    const error = catchError(() => read(`1\n${'x\n'.repeat(50)}`))
    expect(error).toHaveProperty('diagnostics.length', 20)
  })
})

function catchError(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLabels } from '../../src/formats/csv-labels.js'
import { CsvTable } from '../../src/formats/csv-table.js'
import { expectLinear } from '../helpers/scaling.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const open = (text: string, options = {}) => new CsvTable(bytes(text), { file: 'data/t.csv', ...options })

function read(text: string, options = {}) {
  const table = open(text, options)
  return [...table.numbers(Array.from({ length: table.columns }, (_, column) => column)).values]
}

describe('numbers', () => {
  it('are read in every notation', () => {
    const text = '1,-2,+3\n0.5,.25,1e-2\n"7", 8 ,12345678901\n5.,1E+3,-.5\n'
    const expected = [1, -2, 3, 0.5, 0.25, 1e-2, 7, 8, 12345678901, 5, 1000, -0.5]
    expect(read(text)).toEqual(expected.map(Math.fround))
  })

  it('are the float32 numbers nearest to what is written, however it is written', () => {
    const row = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }), { minLength: 2 })
    fc.assert(
      fc.property(row, fc.integer({ min: 1, max: 17 }), (numbers, digits) => {
        const written = numbers.map((number) => number.toPrecision(digits))
        expect(read(written.join(','), { header: false })).toEqual(written.map((text) => Math.fround(Number(text))))
      }),
    )
  })

  it('of chosen columns come in the order chosen', () => {
    expect([...open('a,b,c\n1,x,3\n4,y,6').numbers([2, 0]).values]).toEqual([3, 1, 6, 4])
  })

  it('are told to be missing where that is asked for, by what pandas takes for missing', () => {
    const { values, incomplete } = open('a,b\n1,\n2,NA\n3,4\nnan,"None"').numbers([0, 1], 7)
    expect([...values]).toEqual([1, 7, 2, 7, 3, 4, 7, 7])
    expect([...(incomplete ?? [])]).toEqual([1, 1, 0, 1])
  })
})

describe('lines', () => {
  it('may be empty, end in CRLF or CR, and the last one in nothing; a byte order mark is passed over', () => {
    const table = open('\ufeff1,2\r\n\r\n3,4\r5,6')
    expect([...table.numbers([0, 1]).values]).toEqual([1, 2, 3, 4, 5, 6])
    expect([table.lineOf(1), table.lineOf(2)]).toEqual([3, 4])
  })

  it('with nothing but delimiters are rows, also where those are blanks', () => {
    const table = open('1\t2\n\t\n3\t4', { delimiter: '\t' })
    expect([...table.numbers([0, 1], 9).values]).toEqual([1, 2, 9, 9, 3, 4])
  })

  it('go on within quotes, where delimiters and doubled quotes are text', () => {
    const table = open('"size, cm","the ""real"" one","two\nlines"\n1,2,"3"\n')
    expect(table.header).toEqual(['size, cm', 'the "real" one', 'two\nlines'])
    expect([table.rows, table.lineOf(0)]).toEqual([1, 3])
  })
})

describe('the first line', () => {
  it.each([
    ['text over numbers', 'a,"b"\n1,2', true],
    ['what pandas writes, with a named label', '0,1,2,label\n5.1,3.5,1.4,0\n4.9,3.0,1.4,1', true],
    ['what pandas writes, with names for classes', '0,1,2,label\n5.1,3.5,1.4,oak\n4.9,3.0,1.4,elm', true],
    ['years and a name', '2001,2002,label\n5,6,0\n7,8,1', true],
    ['an index without a name', ',a,label\n0,1.5,1\n1,2.5,0', true],
    ['a class that comes again', '5.1,3.5,oak\n4.9,3.0,elm\n4.7,3.2,oak', false],
    ['numbers that are no names', '5.1,3.5,oak\n4.9,3.0,elm', false],
    ['numbers alone', '1,2\n3,4', false],
    ['a missing value among numbers', '5,,1\n3,4,0', false],
  ])('%s: %j', (_, text, headed) => {
    expect(open(text).header !== null).toBe(headed)
  })

  it.each([
    ['0,1,2,3\n5,6,7,0', '0,1,2,3'],
    ['0,oak\n1,elm', '0,oak'],
    ['id,0,1\nk7,5,6\nk9,7,8', 'id,0,1'],
    [',0,1,2\n0,5,6,7', ',0,1,2'],
  ])('%j may be either, so the user must say', (text, line) => {
    expect(() => open(text)).toThrow(`data/t.csv: the first line, ${line}, may name the columns or be a row`)
    expect(open(text, { header: true }).rows + 1).toBe(open(text, { header: false }).rows)
  })

  it('is a header where it holds the names that are looked for', () => {
    expect(open('0,1,2\n5,6,7', { wanted: ['2', '0'] }).header).toEqual(['0', '1', '2'])
  })

  it('gives each column a name of its own', () => {
    expect(() => open('a,b,a\n1,2,3')).toThrow("data/t.csv: columns 0 and 2 (from 0) are both named 'a'")
  })
})

describe('labels', () => {
  it('are numbers where all of them are', () => {
    expect(readLabels(open('1,0\n2,1.0\n3,4'), 1)).toEqual({ labels: Int32Array.of(0, 1, 4), names: null, classes: 5 })
  })

  it('are names else, numbered as Python sorts them', () => {
    const table = open('x,y\n1,elm\n2,7\n3,\u{1f332}\n4,elm\n5,\uff5e\n6,Elm')
    const names = ['7', 'Elm', 'elm', '\uff5e', '\u{1f332}']
    expect(readLabels(table, 1)).toEqual({ labels: Int32Array.of(2, 0, 4, 2, 3, 1), names, classes: 5 })
  })

  it('must be among those known', () => {
    const table = open('x,y\n1,elm\n2,aok\n')
    const error = catchError(() => readLabels(table, 1, { names: ['elm', 'oak'] }))
    expect(error).toHaveProperty('diagnostics', [
      expect.objectContaining({
        message: "data/t.csv:3:3: the label is 'aok', but must be one of the classes elm, oak",
        hint: "did you mean 'oak'?",
      }),
    ])
  })

  it.each([
    ['1,0\n2,-1', 'data/t.csv:2:3: the label is -1, but must be a class from 0 to 65535'],
    ['1,0\n2,0.5', 'data/t.csv:2:3: the label is 0.5, but must be a class from 0 to 65535'],
    ['1,0\n2,', 'data/t.csv:2:3: the label is missing, but must be a class from 0 to 65535'],
    ['1,oak\n2,oak\n3,', 'data/t.csv:3:3: the label is missing, but must be the name of a class'],
  ])('%j is refused', (text, message) => {
    expect(() => readLabels(open(text), 1)).toThrow(message)
  })
})

describe('a damaged table is refused', () => {
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
    ['quotes that are not closed', '1,2\n3,"4\n5,6', 'data/t.csv:2:3: the quotes that begin here are not closed'],
    ['text after quotes', '1,2\n"3"4,5', 'data/t.csv:2:1: there is text after the closing quote'],
    [
      'a field of a megabyte',
      `1,2\n3,${'4'.repeat(2 ** 20 + 1)}`,
      'data/t.csv:2:3: the field holds more than 1048576 bytes',
    ],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(message)
  })

  it('text that is not UTF-8, with its place', () => {
    const latin = Uint8Array.of(...bytes('a,b\n1,2\n3,'), 0xe9)
    expect(() => new CsvTable(latin, { file: 'l.csv' })).toThrow('l.csv:3:3: is not UTF-8 text')
  })

  it('with all fields at fault, to twenty', () => {
    const error = catchError(() => read(`1\n${'x\n'.repeat(50)}`))
    expect(error).toHaveProperty('diagnostics.length', 20)
  })
})

describe('the cost is linear', () => {
  it.each([
    ['digits that end in a letter', (n: number) => `1,2\n3,${'1'.repeat(5 * n)}x`],
    ['many columns', (n: number) => `${'1,'.repeat(n)}0\n${'2,'.repeat(n)}1`],
    [
      'a header of many columns',
      (n: number) => `${Array.from({ length: n }, (_, i) => `c${i}`).join(',')}\n${'2,'.repeat(n - 1)}1`,
    ],
    ['quotes in quotes', (n: number) => `"${'""'.repeat(3 * n)}",a\n1,2`],
  ])('of %s', (_, make) => {
    expectLinear(100_000, (n) => {
      const text = make(n)
      return () => catchError(() => read(text))
    })
  })

  it('and rows beyond the limit are refused', () => {
    const table = Buffer.alloc(2 * (2 ** 24 + 1), '1\n')
    expect(() => new CsvTable(table, { file: 'long.csv', header: false })).toThrow(
      'long.csv: holds more than 16777216 rows, which is too much to read',
    )
  })
})

function catchError(action: () => unknown): unknown {
  try {
    return action()
  } catch (error) {
    return error
  }
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine, readCsvRecords } from '../../src/formats/csv-cells.js'

const readBack = (text: string) => [...readCsvRecords(text, 't.csv')]

describe('a table that we write', () => {
  it('is read back as it was, whatever its texts hold', () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^[=+\-@'",;\t\r\n 0-9a.]{0,6}$/),
      fc.string({ unit: 'grapheme' }),
    )
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 1 }), { minLength: 1 }), (rows) => {
        expect(readBack(rows.map(csvLine).join(''))).toEqual(rows)
      }),
      { numRuns: 500 },
    )
  })

  it('quotes what would shift columns', () => {
    expect(csvLine(['a,b', 'say "x"', 'two\nlines', ' x', 0.5, null])).toBe(
      '"a,b","say ""x""","two\nlines"," x",0.5,\n',
    )
  })

  it('holds no formula for a spreadsheet: text that begins like one has an apostrophe before it', () => {
    expect(csvLine(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', "'=1"])).toBe(
      "'=1+1,'+cmd,'-2+3,'@SUM(A1),'\t=1,''=1\n",
    )
  })

  it('leaves numbers as they are, also where they come as text', () => {
    expect(csvLine([-1, '-1', '+0.5e-3', -0.25, '12'])).toBe('-1,-1,+0.5e-3,-0.25,12\n')
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromPlain, loadYaml, type Node, toPlain, toYaml } from '../../../src/config/index.js'
import { configs } from '../arbitraries.js'
import { bare } from '../bare.js'

function dump(value: unknown): string {
  return toYaml(fromPlain({ k: value }))
}

describe('toYaml', () => {
  it.each([
    ['yes', "k: 'yes'\n"],
    ['1', "k: '1'\n"],
    ['1e5', "k: '1e5'\n"],
    ['nan', "k: 'nan'\n"],
    ['2024-01-01', "k: '2024-01-01'\n"],
    ['', "k: ''\n"],
    ['a: b', "k: 'a: b'\n"],
    ["it's", "k: it's\n"],
    ['é 😀', 'k: é 😀\n'],
    ['a\tb', 'k: "a\\tb"\n'],
    ['two\nlines', "k: 'two\n\n  lines'\n"],
    [null, 'k: null\n'],
    [[], 'k: []\n'],
    [{}, 'k: {}\n'],
    [[1, [2, { a: 3 }]], 'k:\n- 1\n- - 2\n  - a: 3\n'],
    [10n ** 20n, 'k: 100000000000000000000\n'],
  ])('%s', (value, text) => {
    expect(dump(value)).toBe(text)
  })

  it.each([
    [1, '1.0'],
    [1e-5, '1.0e-05'],
    [1e16, '1.0e+16'],
    [123456789.125, '123456789.125'],
    [-0, '-0.0'],
    [Number.NaN, '.nan'],
    [Number.NEGATIVE_INFINITY, '-.inf'],
  ])('float %d', (value, text) => {
    const node: Node = { kind: 'map', entries: new Map([['k', { kind: 'float', value } as Node]]) }
    expect(toYaml(node)).toBe(`k: ${text}\n`)
  })

  it('folds long text behind column 80, in double quotes with a backslash', () => {
    const line = Array.from({ length: 14 }, () => 'lorem').join(' ')
    expect(dump(`${line} ${line} lorem lorem`)).toBe(`k: ${line}\n  ${line}\n  lorem lorem\n`)
    const lorem = (count: number) => Array.from({ length: count }, () => 'lorem').join(' ')
    expect(dump(`it's \t${lorem(20)}`)).toBe(`k: "it's \\t${lorem(12)}\\\n  \\ ${lorem(8)}"\n`)
  })

  it('writes a long or empty key with a question mark', () => {
    expect(toYaml(fromPlain({ '': 1 }))).toBe("? ''\n: 1\n")
    expect(toYaml(fromPlain({ ['x'.repeat(123)]: 1 }))).toBe(`? ${'x'.repeat(123)}\n: 1\n`)
    expect(toYaml(fromPlain({ ['x'.repeat(122)]: 1 }))).toBe(`${'x'.repeat(122)}: 1\n`)
  })

  it.each(['\x85', '\u2028', '\u2029'])('keeps the line break %j of Unicode', (sign) => {
    for (const text of [sign, `a${sign}b`, `${sign}${sign}a `, `a\n${sign}`, `a: ${sign} b`]) {
      expect(toPlain(loadYaml(toYaml(fromPlain({ [text]: [text] }))))).toEqual({ [text]: [text] })
    }
  })

  it('is undone by loadYaml', () => {
    fc.assert(
      fc.property(configs({ missing: true }), (node) => {
        expect(bare(loadYaml(toYaml(node)))).toEqual(bare(node))
      }),
      { numRuns: 2000 },
    )
  })
})

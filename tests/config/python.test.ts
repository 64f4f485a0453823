import { describe, expect, it } from 'vitest'
import { loadYaml, type Node, pythonRepr, pythonStr, reprFloat } from '../../src/config/index.js'

describe('reprFloat', () => {
  it.each([
    [1, '1.0'],
    [-0, '-0.0'],
    [0.1 + 0.2, '0.30000000000000004'],
    [1e-4, '0.0001'],
    [1e-5, '1e-05'],
    [1.5e-7, '1.5e-07'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [1.25e300, '1.25e+300'],
    [5e-324, '5e-324'],
    [123456.789, '123456.789'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NaN, 'nan'],
  ])('%d', (value, text) => {
    expect(reprFloat(value)).toBe(text)
  })
})

describe('str and repr', () => {
  it('writes containers as Python does', () => {
    const node = loadYaml('{a: [1, 2.0, true, null, "it\'s", \'"\', "\\n\\x01é", "${x}", "???"], 1: {}, true: x}')
    expect(pythonStr(node)).toBe(`{'a': [1, 2.0, True, None, "it's", '"', '\\n\\x01é', '\${x}', '???'], 1: 'x'}`)
  })

  it('writes bytes and characters that do not print', () => {
    const bytes: Node = { kind: 'bytes', value: Uint8Array.from([39, 104, 0, 255, 10]) }
    expect(pythonRepr(bytes)).toBe(`b"'h\\x00\\xff\\n"`)
    expect(pythonRepr({ kind: 'string', value: '\u00a0\u200b\ue000\u{1f600}\u{10ffff}' })).toBe(
      "'\\xa0\\u200b\\ue000\u{1f600}\\U0010ffff'",
    )
  })
})

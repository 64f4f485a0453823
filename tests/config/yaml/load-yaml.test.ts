import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadYaml, type MapNode, type Node, selectRaw, toPlain, yamlLimits } from '../../../src/config/index.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import type { FileSource } from '../../../src/util/source.js'
import { yamlish } from '../arbitraries.js'

function errorOf(action: () => unknown): ConfigError {
  try {
    action()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('expected a ConfigError')
}

describe('values', () => {
  it.each([
    ['010', 8],
    ['0o10', '0o10'],
    ['12:30', 750],
    ['1_000', 1000],
    ['0x1F', 31],
    ['.1e3', '.1e3'],
    ['.1e+3', 100],
    ['1e3', 1000],
    ['y', 'y'],
    ['yes', true],
    ['Off', false],
    ['~', null],
    ['2024-01-01', '2024-01-01'],
    ['123456789012345678901234567890', 123456789012345678901234567890n],
  ])('%s', (text, value) => {
    expect(toPlain(loadYaml(`k: ${text}`))).toEqual({ k: value })
  })

  it('keeps floats apart from ints', () => {
    const root = loadYaml('{int: 1, float: 1.0}')
    expect(selectRaw(root, 'int')?.kind).toBe('int')
    expect(selectRaw(root, 'float')?.kind).toBe('float')
  })

  it('keeps keys typed, and takes equal keys of Python for one', () => {
    const { entries, floatKeys } = loadYaml('{1: a, true: b, 2.0: c, "1": d}') as MapNode
    expect([...entries.keys()]).toEqual([1, 2, '1'])
    expect(entries.get(1)).toMatchObject({ value: 'b', shadows: { value: 'a' } })
    expect(floatKeys).toEqual(new Map([[2, 2]]))
  })

  it('merges keys with <<, own keys last', () => {
    const root = loadYaml('base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n')
    expect(toPlain(selectRaw(root, 'use') as Node)).toEqual({ x: 1, y: 3 })
  })

  it('takes a lone string for a key, and nothing for an empty map', () => {
    expect(toPlain(loadYaml('hello'))).toEqual({ hello: null })
    expect(toPlain(loadYaml('# nothing'))).toEqual({})
  })
})

describe('places', () => {
  it('gives each value and key its place, in the text as it is', () => {
    const text = 'a: 1\nb:\n  - "two"\n  - {c: 3.5}\n'
    const root = loadYaml(text, { file: 'x.yaml' }) as MapNode
    const three = selectRaw(root, 'b.1.c') as Node
    expect(three.source).toEqual({ kind: 'file', file: 'x.yaml', line: 4, column: 9, range: [26, 29] })
    expect(three.keySource).toEqual({ kind: 'file', file: 'x.yaml', line: 4, column: 6, range: [23, 24] })
    const two = selectRaw(root, 'b.0') as Node
    expect(text.slice(...(two.source as FileSource).range)).toBe('"two"')
  })

  it('gives an empty value the place behind its colon', () => {
    expect(selectRaw(loadYaml('a:\nb: 1\n'), 'a')?.source).toMatchObject({ line: 1, column: 3, range: [2, 2] })
  })
})

describe('errors', () => {
  it.each([
    ['a: 1\na: 2\n', 2, 1, "the key 'a' is here twice"],
    ['a:\tb\n', 1, 3, 'a value cannot begin with a tab'],
    ['a: b: c\n', 1, 5, 'the value of a key cannot begin here'],
    ['a: [1, 2\n', 1, 4, "this '[' is never closed"],
    ['a: [1,\n', 1, 4, "this '[' is never closed"],
    ['a: [[1, 2]\nb: 3\n', 1, 4, "this '[' is never closed"],
    ['a: {x: 1,\n  y: 2\nb: 3\n', 1, 4, "this '{' is never closed"],
    ['  a: {x:\n', 1, 6, "this '{' is never closed"],
    ['a: [\n  1,\n- 2\n', 1, 4, "this '[' is never closed"],
    ['a: {x: [1,\nb: 3}\n', 1, 8, "this '[' is never closed"],
    ['{\n"a": 1\n"b": 2\n}\n', 3, 4, "expected ',' or '}', not ':'"],
    ['a: [\n1\n2: [3]\n]\n', 3, 2, "expected ',' or ']', not ':'"],
    ['a: [1,\n  2\n  b: 3]\n', 3, 4, "expected ',' or ']', not ':'"],
    ['a: [1, 2}\n', 1, 9, "expected ',' or ']', not '}'"],
    ['a: "x\n', 1, 4, 'this quote is never closed'],
    ['a: {b: ???}\n', 1, 8, "expected a value, not '?'"],
    ['a: *b\n', 1, 4, "no anchor '&b' stands before this alias"],
    ['a: 1\n---\nb: 2\n', 2, 1, 'a second document begins here'],
    ['a: !!python/none x\n', 1, 18, 'the tag !!python/none means nothing in a config'],
    ['? [a]\n: b\n', 1, 3, 'a list or mapping cannot be a key'],
    ['__proto__: 1\n', 1, 1, "'__proto__' cannot be a key"],
    ['null: 1\n', 1, 1, 'null cannot be a key'],
    ['a: &a [*a]\n', 1, 8, "'*a' stands inside what it refers to"],
    ['a: \u0007\n', 1, 4, 'the character U+0007 cannot stand in YAML'],
  ])('%j', (text, line, column, message) => {
    const [diagnostic] = errorOf(() => loadYaml(text, { file: 'x.yaml' })).diagnostics
    expect(diagnostic).toMatchObject({ code: 'yaml', message, source: { file: 'x.yaml', line, column } })
  })

  it('points at the character of an interpolation that is at fault', () => {
    const text = 'a:\n  b: "x ${c d}"\n'
    const [diagnostic] = errorOf(() => loadYaml(text)).diagnostics as readonly unknown[]
    expect(diagnostic).toMatchObject({ code: 'interpolation', path: 'a.b' })
    const { range } = (diagnostic as { source: { range: [number, number] } }).source
    expect(text.slice(...range)).toBe(' ')
  })
})

describe('limits', () => {
  it('refuses what is nested too deep', () => {
    const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(loadYaml(deep(yamlLimits.depth)).kind).toBe('list')
    expect(errorOf(() => loadYaml(deep(yamlLimits.depth + 1))).message).toContain('nested more than')
    expect(errorOf(() => loadYaml('['.repeat(200_000))).message).toContain('nested more than')
    expect(errorOf(() => loadYaml('- '.repeat(50_000))).message).toContain('nested more than')
  })

  it('refuses aliases that stand for more than a config can hold', () => {
    const lists = Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}]`)
    expect(errorOf(() => loadYaml(`l0: &l0 [x]\n${lists.join('\n')}`)).message).toContain('nodes')
    const maps = Array.from({ length: 30 }, (_, i) => `m${i + 1}: &m${i + 1}\n  <<: [*m${i}, *m${i}]`)
    expect(errorOf(() => loadYaml(`m0: &m0 {x: 1}\n${maps.join('\n')}`)).message).toMatch(/nodes|too large/)
  })

  it('refuses a text that is too large', () => {
    expect(errorOf(() => loadYaml('a'.repeat(yamlLimits.textLength + 1))).message).toContain('larger than')
  })
})

it('reads any text, or refuses it with a placed error', () => {
  fc.assert(
    fc.property(yamlish, (text) => {
      try {
        loadYaml(text, { file: 'x.yaml' })
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError)
        for (const diagnostic of (error as ConfigError).diagnostics) expect(diagnostic.message).not.toBe('')
      }
    }),
    { numRuns: 10_000 },
  )
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fromPlain,
  loadYaml,
  type Node,
  remove,
  selectRaw,
  toPlain,
  toYaml,
  type UpdateOptions,
  update,
} from '../../src/config/index.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { configs, values } from './arbitraries.js'
import { bare } from './bare.js'

function updated(text: string, key: string, value: unknown, options?: UpdateOptions): unknown {
  return toPlain(update(loadYaml(text), key, fromPlain(value), options))
}

describe('update', () => {
  it.each<[string, string, unknown, UpdateOptions, unknown]>([
    ['a: 1', 'a', 2, {}, { a: 2 }],
    ['a: {x: 1}', 'a', { y: 2 }, {}, { a: { x: 1, y: 2 } }],
    ['a: {x: 1}', 'a', { y: 2 }, { merge: false }, { a: { y: 2 } }],
    ['a: {x: 1}', 'a[x]', 2, {}, { a: { x: 2 } }],
    ['a: 1', 'a.b.c', 2, {}, { a: { b: { c: 2 } } }],
    ['l: [1, {m: 2}]', 'l.1.m', 3, {}, { l: [1, { m: 3 }] }],
    ['l: [1, 2]', 'l.-1', 3, {}, { l: [1, 3] }],
    ['a: {x: 1}', 'a.y', 2, { struct: true, forceAdd: true }, { a: { x: 1, y: 2 } }],
    ['i: ${d}\nd: {x: 1}', 'i.x', 2, { struct: true, forceAdd: true }, { i: { x: 2 }, d: { x: 1 } }],
  ])('%s: %s=%j %j', (text, key, value, options, result) => {
    expect(updated(text, key, value, options)).toEqual(result)
  })

  it.each<[string, string, unknown, UpdateOptions, string]>([
    ['a: {lr: 1}', 'a.lrr', 2, { struct: true }, "there is no key 'a.lrr' to set"],
    ['a: {lr: 1}', 'a', { lrr: 2 }, { struct: true }, "there is no key 'a.lrr' to set"],
    ['l: [1]', 'l.1', 2, {}, 'the list has 1 item, so there is none at 1'],
    ['l: [1]', 'l.x', 2, {}, "'x' is no index of a list"],
    ['a: {x: 1}', 'a', [1], {}, 'a is a map and cannot be merged with a list'],
    ['a: 1', '[a', 1, {}, "'[a' is no path"],
  ])('refuses %s: %s=%j', (text, key, value, options, message) => {
    const action = () => updated(text, key, value, options)
    expect(action).toThrow(ConfigError)
    expect(action).toThrow(message)
  })

  it('suggests the key that was meant', () => {
    const action = () => updated('a: {lr: 1}', 'a.lrr', 2, { struct: true })
    expect(action).toThrow(
      expect.objectContaining({ diagnostics: [expect.objectContaining({ hint: "did you mean 'a.lr'?" })] }),
    )
  })

  it('remembers the value before', () => {
    const result = update(loadYaml('a: {b: 1}', { file: 'x.yaml' }), 'a.b', fromPlain(2))
    expect(selectRaw(result, 'a.b')?.shadows).toMatchObject({ value: 1, source: { file: 'x.yaml' } })
  })

  it('sets what select then finds, and leaves the input as it was', () => {
    fc.assert(
      fc.property(
        configs(),
        fc.array(fc.constantFrom('p', 'q', 'r'), { minLength: 1, maxLength: 4 }),
        values(),
        (node, keys, value) => {
          fc.pre(!meetsList(node, keys))
          const before = toYaml(node)
          const key = keys.join('.')
          expect(bare(selectRaw(update(node, key, value, { merge: false }), key) as Node)).toEqual(bare(value))
          expect(toYaml(node)).toBe(before)
        },
      ),
    )
  })
})

describe('remove', () => {
  it('takes a key out', () => {
    expect(toPlain(remove(loadYaml('a: {x: 1, y: 2}\nl: [{m: 1, n: 2}]'), 'a.x'))).toEqual({
      a: { y: 2 },
      l: [{ m: 1, n: 2 }],
    })
    expect(toPlain(remove(loadYaml('l: [{m: 1, n: 2}]'), 'l.0.m'))).toEqual({ l: [{ n: 2 }] })
  })

  it.each(['b', 'a.z', 'a.x.y', 'l.0'])('refuses %s', (key) => {
    expect(() => remove(loadYaml('a: {x: 1}\nl: [1]'), key)).toThrow(ConfigError)
  })
})

/** A list has indices, not these keys. */
function meetsList(node: Node | undefined, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined || !node) return false
  if (node.kind === 'list') return true
  return node.kind === 'map' && meetsList(node.entries.get(key), rest)
}

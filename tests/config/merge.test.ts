import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadYaml, type MapNode, merge, type Node, selectRaw, toPlain, toYaml } from '../../src/config/index.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { configs } from './arbitraries.js'
import { bare } from './bare.js'

function merged(...texts: string[]): unknown {
  return toPlain(merge(loadYaml(texts[0] as string), ...texts.slice(1).map((text) => loadYaml(text))))
}

function tryMerge(...nodes: [Node, ...Node[]]): unknown {
  try {
    return bare(merge(...nodes))
  } catch (error) {
    if (error instanceof ConfigError) return 'refused'
    throw error
  }
}

describe('merge', () => {
  it.each([
    [['a: {x: 1}', 'a: {y: 2}'], { a: { x: 1, y: 2 } }],
    [['a: [1, 2]', 'a: [3]'], { a: [3] }],
    [['a: [1, 2]', 'a: []'], { a: [] }],
    [['a: {x: 1}', 'a: {}'], { a: { x: 1 } }],
    [['a: 1', "a: '???'"], { a: 1 }],
    [['a: {x: 1}', 'a: null'], { a: null }],
    [['a: 1', 'a: {x: 1}'], { a: { x: 1 } }],
    [['n: {a: 10}\ni: ${n}', 'i: {b: 20}'], { n: { a: 10 }, i: { a: 10, b: 20 } }],
    [['i: ${nowhere}', 'i: {b: 20}'], { i: { b: 20 } }],
    [['i: ${n}', 'i: {b: 2}\nn: {a: 1}'], { i: { b: 2 }, n: { a: 1 } }],
    [['i: ${n}', 'n: {a: 1}\ni: {b: 2}'], { i: { a: 1, b: 2 }, n: { a: 1 } }],
    [['i: ${n}', 'n: {a: 1}', 'i: {b: 2}'], { i: { a: 1, b: 2 }, n: { a: 1 } }],
  ])('%j', (texts, value) => {
    expect(merged(...texts)).toEqual(value)
  })

  it.each([
    ['a: {x: 1}', 'a: [1]'],
    ['a: [1]', 'a: {x: 1}'],
    ['a: 1', '[1]'],
  ])('refuses %s with %s, at the one that came later', (first, second) => {
    const action = () => merge(loadYaml(first), loadYaml(second, { file: 'later.yaml' }))
    expect(action).toThrow(ConfigError)
    expect(action).toThrow(
      expect.objectContaining({
        diagnostics: [expect.objectContaining({ source: expect.objectContaining({ file: 'later.yaml' }) })],
      }),
    )
  })

  it('removes keys marked !delete', () => {
    expect(merged('a: {x: 1, y: 2}\nb: 3', 'a: {x: !delete }\nb: !delete\nc: !delete')).toEqual({ a: { y: 2 } })
    expect(merged('a: {x: !delete , y: 1}')).toEqual({ a: { y: 1 } })
    expect(merged('b: 1', 'a: {deep: [{x: !delete , y: 1}]}')).toEqual({ b: 1, a: { deep: [{ y: 1 }] } })
  })

  it('remembers what each value has beaten', () => {
    const [one, two, three] = ['a: 1', 'a: {b: 2}', 'a: {b: 3}'].map((text, i) =>
      loadYaml(text, { file: `${i + 1}.yaml` }),
    )
    const result = merge(one as Node, two as Node, three as Node) as MapNode
    const b = selectRaw(result, 'a.b') as Node
    expect(b).toMatchObject({ value: 3, source: { file: '3.yaml' }, shadows: { value: 2, source: { file: '2.yaml' } } })
    expect(b.shadows?.shadows).toBeUndefined()
    expect(result.entries.get('a')?.shadows).toMatchObject({ value: 1, source: { file: '1.yaml' } })
  })
})

describe('laws', () => {
  const empty: Node = { kind: 'map', entries: new Map() }

  it('{} changes nothing, from either side', () => {
    fc.assert(
      fc.property(configs({ missing: true }), (node) => {
        expect(bare(merge(node, empty))).toEqual(bare(node))
        expect(bare(merge(empty, node))).toEqual(bare(node))
      }),
    )
  })

  it('a config merged with itself is itself', () => {
    fc.assert(
      fc.property(configs({ missing: true }), (node) => {
        expect(bare(merge(node, node))).toEqual(bare(node))
      }),
    )
  })

  // A missing value and a change of type forget what was below: only without them is the order of merging free.
  it('is associative where nothing is refused, missing, or changes its kind', () => {
    const flat = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.dictionary(fc.constantFrom('x', 'y'), fc.integer()))
    const toNode = (value: Record<string, Record<string, number>>) => loadYaml(JSON.stringify(value))
    fc.assert(
      fc.property(flat, flat, flat, (x, y, z) => {
        const [a, b, c] = [toNode(x), toNode(y), toNode(z)]
        expect(bare(merge(merge(a, b), c))).toEqual(bare(merge(a, merge(b, c))))
      }),
    )
  })

  it('merging in turn is merging at once', () => {
    fc.assert(
      fc.property(configs(), configs(), configs(), (a, b, c) => {
        const once = tryMerge(a, b, c)
        const first = tryMerge(a, b)
        expect(first === 'refused' ? 'refused' : tryMerge(merge(a, b), c)).toEqual(once)
      }),
    )
  })

  it('leaves its inputs as they were', () => {
    fc.assert(
      fc.property(configs({ missing: true }), configs({ missing: true }), (a, b) => {
        const before = [toYaml(a), toYaml(b)]
        tryMerge(a, b)
        expect([toYaml(a), toYaml(b)]).toEqual(before)
      }),
    )
  })
})

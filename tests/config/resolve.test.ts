import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  loadYaml,
  merge,
  type Node,
  type ResolveOptions,
  requireComplete,
  resolve,
  select,
  selectRaw,
  toPlain,
} from '../../src/config/index.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { interpolationish } from './arbitraries.js'

function resolved(text: string, options?: ResolveOptions): unknown {
  return toPlain(resolve(loadYaml(text), options))
}

function diagnosticsOf(
  text: string,
  options?: ResolveOptions,
): readonly { message: string; hint?: string; path: string; source?: unknown }[] {
  try {
    resolve(loadYaml(text, { file: 'x.yaml' }), options)
  } catch (error) {
    if (error instanceof ConfigError) return error.diagnostics
    throw error
  }
  return []
}

describe('resolve', () => {
  it.each([
    ['a: 1\nb: ${a}', { a: 1, b: 1 }],
    ['a: 1\nb: x${a}y', { a: 1, b: 'x1y' }],
    ['a: {b: [1, {c: 2}]}\nd: ${a.b[1].c}', { a: { b: [1, { c: 2 }] }, d: 2 }],
    [
      'a: {b: 1, c: ${.b}, d: {e: ${..b}}}'.replaceAll('${', "'${").replaceAll('b}', "b}'"),
      { a: { b: 1, c: 1, d: { e: 1 } } },
    ],
    ['k: b\nb: 2\nc: ${${k}}', { k: 'b', b: 2, c: 2 }],
    ['n: null\nt: true\na: x${n}${t}', { n: null, t: true, a: 'xNoneTrue' }],
    ['m: {a: 1, b: [x]}\ns: "m: ${m}"', { m: { a: 1, b: ['x'] }, s: "m: {'a': 1, 'b': ['x']}" }],
    ['a: \\${b}', { a: '${b}' }],
    ['a: \\\\${b}\nb: 1', { a: '\\1', b: 1 }],
    ['f: 1.0\na: v${f}', { f: 1, a: 'v1.0' }],
    ["o: '${oc.create:{a:1,b:[x,2]}}'\np: ${o.b.1}", { o: { a: 1, b: ['x', 2] }, p: 2 }],
    ['m: {a: 1}\nr: ${m}\ns: ${r.a}', { m: { a: 1 }, r: { a: 1 }, s: 1 }],
  ])('%s', (text, value) => {
    expect(resolved(text)).toEqual(value)
  })

  it('keeps missing values, and refuses interpolations to them', () => {
    expect(resolved("a: '???'")).toEqual({ a: '???' })
    expect(diagnosticsOf("a: '???'\nb: ${a}")).toMatchObject([
      { path: 'b', message: "'a' is missing (???): give it a value" },
    ])
  })

  it('shares what does not change', () => {
    const root = loadYaml('a: {b: [1, 2]}\nc: ${a.b.0}')
    expect(selectRaw(resolve(root), 'a')).toBe(selectRaw(root, 'a'))
  })

  it('tells where a value comes from, and what it stands in for', () => {
    const node = selectRaw(resolve(loadYaml('a: 1\nb: ${a}\nc: ${b}')), 'c') as Node
    expect(node).toMatchObject({
      value: 1,
      source: { line: 1 },
      keySource: { line: 3 },
      via: { value: '${b}' },
    })
  })

  it('marks what was made from the environment, by whatever way', () => {
    const root = resolve(
      loadYaml('a: ${oc.env:SECRET}\nb: x-${a}\nc: ${b}\nd: 1\ne: [ "${.0}x", 2]'.replace('"${.0}x"', '"${c}"')),
      { env: { SECRET: 's3' } },
    )
    for (const key of ['a', 'b', 'c', 'e.0']) expect(selectRaw(root, key)).toMatchObject({ env: ['SECRET'] })
    expect(selectRaw(root, 'd')?.env).toBeUndefined()
    expect(toPlain(root)).toMatchObject({ c: 'x-s3', e: ['x-s3', 2] })
  })

  it('keeps the layers of the interpolation', () => {
    const root = merge(loadYaml('a: 1\nb: 2'), loadYaml('b: ${a}'))
    expect(selectRaw(resolve(root), 'b')).toMatchObject({ value: 1, shadows: { value: 2 } })
  })
})

describe('errors', () => {
  it('all at once, each under its interpolation, with the key that was meant', () => {
    const text = 'optimizer: {lr: 1}\na: x ${optimizer.lrr}\nb: ${oc.envv:HOME}\n'
    const [first, second] = diagnosticsOf(text)
    expect(first).toMatchObject({ path: 'a', hint: "did you mean 'optimizer.lr'?", source: { line: 2, column: 6 } })
    expect(first?.message).toBe("there is no 'optimizer.lrr': 'optimizer' has no 'lrr'")
    const { range } = (first as { source: { range: [number, number] } }).source
    expect(text.slice(...range)).toBe('${optimizer.lrr}')
    expect(second).toMatchObject({ path: 'b', hint: "did you mean 'oc.env'?" })
  })

  it.each([
    ['a: ${b}\nb: ${a}', 'leads back to itself'],
    ['a: ${a}', 'leads back to itself'],
    ['a: {b: ${..a}}'.replace('${..a}', "'${..a}'"), 'holds this interpolation'],
    ["a: {b: '${c}'}\nc: {d: '${a}'}", 'holds itself'],
    ['a: 1\nb: ${a.c}', 'is no map or list'],
    ['a: [1]\nb: ${a.x}', 'is no index'],
    ['a: ${...b}', 'more dots than there are levels'],
    ['a: ${oc.env:NOPE}', "the environment variable 'NOPE' is not set"],
    ['a: ${oc.env:}', "'oc.env' takes 1 or 2 arguments, not 0"],
    ['a: ${python_version:}', "there is no resolver 'python_version'"],
    ["a: ${oc.decode:'[1'}", "'oc.decode' cannot read '[1'"],
  ])('%s', (text, message) => {
    expect(diagnosticsOf(text, { env: {} })[0]?.message).toContain(message)
  })

  it('ends however interpolations multiply', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `s${i + 1}: \${s${i}}\${s${i}}`)
    expect(diagnosticsOf(`s0: xx\n${lines.join('\n')}`)[0]?.message).toContain('larger than')
    const maps = Array.from({ length: 40 }, (_, i) => `m${i + 1}: {a: "\${m${i}}", b: "\${m${i}}"}`)
    expect(diagnosticsOf(`m0: {x: 1}\n${maps.join('\n')}`)[0]?.message).toContain('larger than')
    const chain = Array.from({ length: 5000 }, (_, i) => `c${i + 1}: \${c${i}}`)
    expect(diagnosticsOf(`c0: 1\n${chain.reverse().join('\n')}`)[0]?.message).toContain('deep')
  })
})

it.each(['${:}', ' a${ : }', '${a}${:}'])(
  '%j is refused when it is read: a resolver needs a name or an argument',
  (text) => {
    expect(() => loadYaml(`v: ${JSON.stringify(text)}`)).toThrow('is no interpolation')
  },
)

it.each(['${:a}', '${oc.env:}', '${ x : }'])('%j is read', (text) => {
  expect(toPlain(loadYaml(`v: ${JSON.stringify(text)}`))).toEqual({ v: text })
})

describe('select', () => {
  const root = loadYaml("a: {b: [1, '${c}'], m: '???', n: null}\nc: 3\nr: ${a}")

  it.each([
    ['a.b.1', 3],
    ['r.b.1', 3],
    ['a.b', [1, 3]],
    ['a.n', null],
    ['a[b][0]', 1],
  ])('%s', (key, value) => {
    expect(toPlain(select(root, key) as Node)).toEqual(value)
  })

  it('is undefined where there is nothing, or nothing yet', () => {
    for (const key of ['x', 'a.x.y', 'a.b.9', 'c.d', 'a.m']) expect(select(root, key)).toBeUndefined()
    expect(() => select(root, 'a.m', { throwOnMissing: true })).toThrow(ConfigError)
  })
})

it('names every missing value', () => {
  const root = loadYaml("a: '???'\nb: {c: [1, '???']}")
  expect(() => requireComplete(root)).toThrow(
    expect.objectContaining({
      diagnostics: [expect.objectContaining({ path: 'a' }), expect.objectContaining({ path: 'b.c[1]' })],
    }),
  )
  expect(requireComplete(loadYaml('a: 1'))).toBeUndefined()
})

it('resolves any text, or refuses it with a ConfigError', () => {
  const context = { now: new Date(2026, 0, 2, 3, 4, 5) }
  fc.assert(
    fc.property(interpolationish, interpolationish, (a, b) => {
      const source = { kind: 'runtime', by: 'test' } as const
      const value = (text: string): Node =>
        ({ kind: text.includes('${') ? 'interpolation' : 'string', value: text, source }) as Node
      const entries = new Map<string, Node>([
        ['a', value(a)],
        ['b', { kind: 'map', entries: new Map([['c', value(b)]]) }],
      ])
      try {
        resolve({ kind: 'map', entries }, { env: { HOME: '/home' }, context })
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError)
      }
    }),
    { numRuns: 10_000 },
  )
})

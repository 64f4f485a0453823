import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromPlain, type ListNode, loadYaml, type MapNode, toPlain } from '../../src/config/index.js'
import { ConfigError } from '../../src/util/diagnostic.js'

describe('fromPlain', () => {
  it('gives every value its kind', () => {
    const { entries } = fromPlain({
      int: 1,
      big: 10n ** 20n,
      small: 5n,
      float: 1.5,
      huge: 1e300,
      zero: -0,
      text: 'x',
      interpolation: '${int}',
      missing: '???',
      none: undefined,
      bytes: new Uint8Array([1]),
      list: [null, true],
    }) as MapNode
    expect([...entries].map(([key, node]) => [key, node.kind])).toEqual([
      ['int', 'int'],
      ['big', 'int'],
      ['small', 'int'],
      ['float', 'float'],
      ['huge', 'float'],
      ['zero', 'float'],
      ['text', 'string'],
      ['interpolation', 'interpolation'],
      ['missing', 'missing'],
      ['none', 'null'],
      ['bytes', 'bytes'],
      ['list', 'list'],
    ])
    expect(entries.get('small')).toMatchObject({ value: 5 })
  })

  it('sets the source on every node', () => {
    const source = { kind: 'runtime', by: 'test' } as const
    expect(fromPlain({ a: [1] }, { source })).toMatchObject({ source })
    expect((fromPlain([[1]], { source }) as ListNode).items[0]).toMatchObject({
      source,
      items: [{ source }],
    })
  })

  it('refuses what is no config value', () => {
    const cycle: unknown[] = []
    cycle.push(cycle)
    for (const value of [() => 1, Symbol('x'), new Date(), cycle, JSON.parse('{"__proto__": 1}')])
      expect(() => fromPlain(value)).toThrow(ConfigError)
  })
})

describe('toPlain', () => {
  it('undoes fromPlain on JSON', () => {
    const json = fc
      .jsonValue({ noUnicodeString: false })
      .filter((value) => !JSON.stringify(value).includes('__proto__'))
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.stringify(toPlain(fromPlain(value)))).toBe(JSON.stringify(value))
      }),
    )
  })

  it('turns typed keys into texts', () => {
    expect(toPlain(loadYaml('{2: a, 3.0: b, false: c, 4.5: d}'))).toEqual({
      '2': 'a',
      '3.0': 'b',
      false: 'c',
      '4.5': 'd',
    })
  })

  it('never changes a prototype', () => {
    const entries = new Map([['__proto__', fromPlain({ polluted: true })]])
    const value = toPlain({ kind: 'map', entries }) as Record<string, unknown>
    expect(value.polluted).toBeUndefined()
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })
})

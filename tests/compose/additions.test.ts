import { describe, expect, test } from 'vitest'
import { compose } from '../../src/compose/index.js'
import { writeTree } from './write-tree.js'

const configDir = writeTree({
  config: 'defaults:\n  - net: mlp\n  - _self_\n\ntags: [a, b]\nnothing: null\nsame: ${tags}\nseed: 1\n',
  'net/mlp': 'kind: mlp\ndropout: 0.5\nhead: {bias: true, dim: 3}\n',
  'plain/small': '# @package _global_\nnet:\n  dropout: !delete\n  head:\n    bias: !delete\nseed: !delete\n',
})

const composed = (...overrides: string[]) => compose({ configDir, configName: 'config', overrides, env: {} })

describe('overrides that edit a list', () => {
  test.each([
    ['tags=append(c)', ['a', 'b', 'c']],
    ['tags=append(c,1)', ['a', 'b', 'c', 1]],
    ['tags=prepend(z)', ['z', 'a', 'b']],
    ['tags=remove(a)', ['b']],
    ['++tags=append(c)', ['a', 'b', 'c']],
  ])('%s', (override, expected) => {
    expect(composed(override).get('tags')).toEqual(expected)
  })

  test('follow each other', () => {
    expect(composed('tags=append(c)', 'tags=remove(a)', 'tags=prepend(d)').get('tags')).toEqual(['d', 'b', 'c'])
  })

  test('begin with what is null, or with a key that + adds', () => {
    expect(composed('nothing=append(1)').get('nothing')).toEqual([1])
    expect(composed('+more=append(1)').get('more')).toEqual([1])
  })

  test.each(['seed=append(1)', 'tags=remove(q)', 'more=append(1)', 'net=append(1)'])('%s is refused', (override) => {
    expect(() => composed(override)).toThrow()
  })
})

describe('!delete', () => {
  test('takes a key out that an earlier config has', () => {
    expect(composed('+plain=small').toObject()).toEqual({
      net: { kind: 'mlp', head: { dim: 3 } },
      tags: ['a', 'b'],
      nothing: null,
      same: ['a', 'b'],
    })
  })

  test('is nothing where there is nothing to take out', () => {
    const folder = writeTree({ 'x/y': 'a: !delete\nb:\n  c: !delete\n  d: 1\n' })
    expect(compose({ configDir: folder, overrides: ['+x=y'], env: {} }).toObject()).toEqual({ x: { b: { d: 1 } } })
  })
})

import { expect, test } from 'vitest'
import { createRegistry } from '../../src/registry/registry.js'
import { Layer, manifest, Net } from './components.js'

test('components are found by target and by alias, in their groups', () => {
  const registry = createRegistry([manifest(Net), manifest(Layer, { group: 'heads' })])
  expect(registry.find('test.Net')).toBe(registry.find('alias.Net'))
  expect(registry.find('Net')).toBeUndefined()
  expect(registry.find('toString')).toBeUndefined()
  expect(registry.find('__proto__')).toBeUndefined()
  expect(registry.list('heads').map(({ target }) => target)).toEqual(['test.Layer'])
  expect(registry.names()).toEqual(['test.Net', 'test.Layer', 'alias.Net', 'alias.Layer'])
  expect(registry.names('heads')).toEqual(['test.Layer', 'alias.Layer'])
})

test('a name belongs to one component: a plugin cannot take a built-in’s', () => {
  const registry = createRegistry([manifest(Net)])
  const thief = manifest(Layer, { target: 'test.Net', aliases: [] })
  expect(() => registry.with([thief])).toThrow("the name 'test.Net' of backbone 'layer' is taken by backbone 'net'")
  const byAlias = manifest(Layer, { aliases: ['alias.Net'] })
  expect(() => registry.with([byAlias])).toThrow("the name 'alias.Net' of backbone 'layer' is taken by backbone 'net'")
  expect(registry.list()).toHaveLength(1)
})

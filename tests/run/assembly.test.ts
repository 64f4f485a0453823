import { expect, test } from 'vitest'
import { fromPlain } from '../../src/config/index.js'
import type { MapNode } from '../../src/config/node.js'
import type { ComponentGroup, Manifest } from '../../src/registry/manifest.js'
import { createRegistry } from '../../src/registry/registry.js'
import { Assembly } from '../../src/run/assembly.js'

class Part {}

/** Keeps what it was given, and has the methods that a run relies on. */
class Holder {
  readonly part: Part
  constructor({ part }: { part: Part }) {
    this.part = part
  }
  logMetrics() {}
  start() {}
}

const manifest = (group: ComponentGroup, component: new (params: never) => object): Manifest => ({
  target: `my.${group}.${component.name}`,
  aliases: [],
  group,
  option: component.name.toLowerCase(),
  schema: {},
  load: async () => component as Awaited<ReturnType<Manifest['load']>>,
})
const registry = createRegistry([
  manifest('backend', Holder),
  manifest('loggers', Holder),
  manifest('callbacks', Part),
  manifest('trainer', Part),
])

const part = { _target_: 'my.callbacks.Part', _shared_: 'one' }
const config = {
  backend: { _target_: 'my.backend.Holder', part },
  loggers: { first: { _target_: 'my.loggers.Holder', part }, second: null, third: 3 },
  trainer: { _target_: 'my.trainer.Part' },
  heads: null,
}
const assembly = new Assembly(fromPlain(config) as MapNode, registry)

test('an instance that is shared is one in all groups of a run', async () => {
  const backend = (await assembly.need('backend')) as unknown as Holder
  const loggers = (await assembly.makeAll('loggers')) as unknown as Record<string, Holder>
  expect(backend.part).toBeInstanceOf(Part)
  expect(loggers.first?.part).toBe(backend.part)
  expect(Object.keys(loggers)).toEqual(['first'])
})

test('a component is what its group asks for, or is refused with what it lacks', async () => {
  expect(await assembly.make('heads')).toBeUndefined()
  await expect(assembly.need('heads')).rejects.toThrow('a run needs a component of group heads')
  await expect(assembly.make('trainer')).rejects.toThrow(
    'trainer (my.trainer.Part) cannot be used as a component of group trainer: it lacks fit(), test()',
  )
})

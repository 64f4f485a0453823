import { randomInt } from 'node:crypto'
import { type Config, withRoot } from '../compose/index.js'
import type { Node } from '../config/node.js'

/** `seed: null` asks for a seed to be drawn: it becomes part of the config, and so of everything that is saved. */
export function drawSeed(config: Config): Config {
  const seed = config.root.entries.get('seed')
  if (seed?.kind !== 'null') return config
  const drawn: Node = {
    kind: 'int',
    value: randomInt(2 ** 31),
    source: { kind: 'runtime', by: 'a seed that was drawn' },
    shadows: seed,
    keySource: seed.keySource,
  }
  return withRoot(config, { ...config.root, entries: new Map(config.root.entries).set('seed', drawn) })
}

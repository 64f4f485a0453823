import {
  type ComposeOptions,
  type Config,
  compose,
  type Override,
  parseOverride,
  type Repository,
} from '../compose/index.js'
import type { ResolverRegistry } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { Node } from '../config/node.js'
import type { JobFacts } from '../run/job.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { maskTyped } from '../util/mask-named.js'
import { describeSource } from '../util/source.js'
import { fromFile } from './at-its-line.js'
import type { JobDocument } from './job-document.js'
import { INTERVAL } from './sweepers/search-space.js'
import type { SweepJob } from './swept-task.js'

/** Where the configs are, and what composing needs beside. */
export interface Composition {
  repository: Repository
  configName: string | null
  resolvers?: ResolverRegistry | undefined
  /** Called for each warning, of all jobs. */
  warn?: ((warning: Diagnostic) => void) | undefined
  /** Whether a job takes a key: only then it is advised. Default: any. */
  takes?: ComposeOptions['takes']
}

const DRAWN = 'drawn from '

/** Whether an override's value was drawn from an interval. */
export function isDrawn(origin: string): boolean {
  return origin.startsWith(DRAWN)
}

/** Where the config's sweeper says what a key is drawn from, as an origin. */
function placesOf({ hydra }: Config): (key: string) => string {
  const sweeper = entryAt(hydra, 'sweeper')
  const grids = entryAt(sweeper, 'grids')
  const maps: [name: string, node: Node | undefined][] = [
    ...(grids?.kind === 'list' ? grids.items.map((grid, i): [string, Node] => [`grids[${i}]`, grid]) : []),
    ['params', entryAt(sweeper, 'params')],
    ['search_space', entryAt(sweeper, 'search_space')],
  ]
  const named = entryAt(sweeper, 'file')
  const file = named?.kind === 'string' ? named.value : undefined
  return (key) => {
    const [name, node] = maps.find(([, map]) => entryAt(map, key) !== undefined) ?? []
    if (name === undefined) return file === undefined ? 'hydra.sweeper' : fromFile(file)
    const value = entryAt(node, key)
    const source = value?.source
    const drawn = value?.kind === 'string' && INTERVAL.test(value.value) ? DRAWN : ''
    return `${drawn}hydra.sweeper.${name}${source?.kind === 'file' ? ` in ${describeSource(source)}` : ''}`
  }
}

/** Overrides that are kept, read: jobs whose values were read once share all that comes of them. */
const MOST_KNOWN = 10_000

/**
 * Makes jobs of documents.
 * @param composition of configs that do not change any more
 * @param master the sweep's own config: tells where overrides come from, for messages; undefined where it is not known
 */
export function jobComposer(
  { repository, configName, resolvers, warn, takes }: Composition,
  master: Config | undefined,
  facts: JobFacts,
): (job: JobDocument) => SweepJob {
  const { env } = facts
  const typed = new Map(master?.parts.overrides.map((override) => [override.keyElement, override]))
  const places = master && placesOf(master)
  const known = new Map<string, Override>()
  const parse = (text: string): Override => {
    const before = known.get(text)
    if (before) return before
    const override = read(text)
    // What comes next is more like what comes now than what was long ago.
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(text, override)
    return override
  }
  const read = (text: string): Override => {
    const override = parseOverride(text, { origin: 'command line' })
    const { keyElement } = override
    const own = typed.get(keyElement)
    if (own?.valueType === 'INTERVAL') return parseOverride(text, { origin: `${DRAWN}${maskTyped(own.text)}` })
    if (!master || own) return override
    return parseOverride(text, { origin: places?.(keyElement) ?? 'hydra.sweeper' })
  }
  return (job) => {
    const overrides = [...job.hydra, ...job.overrides]
    const config = compose({
      repository,
      configName,
      env,
      overrides: overrides.map(parse),
      warn,
      resolvers,
      takes,
    })
    const output = job.output === '' ? {} : { output: job.output }
    if (job.single) return { config, overrides, facts: { ...facts, ...output, again: job.attempt > 1 } }
    return { config, overrides, facts: { ...facts, sweep: { num: job.num, id: job.id, ...job.sweep, ...output } } }
  }
}

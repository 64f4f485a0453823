import { type Config, compose, type Override, parseOverride, type Repository } from '../compose/index.js'
import type { ResolverRegistry } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { JobFacts } from '../run/job.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { describeSource } from '../util/source.js'
import type { JobDocument } from './job-document.js'
import type { SweepJob } from './swept-task.js'

/** Where the configs are, and what composing needs beside. */
export interface Composition {
  repository: Repository
  configName: string | null
  resolvers?: ResolverRegistry | undefined
  /** Called for each warning, of all jobs. */
  warn?: ((warning: Diagnostic) => void) | undefined
}

/** Overrides that are kept, read. */
const MOST_KNOWN = 1000

/**
 * Makes jobs of documents.
 * @param composition of configs that do not change any more
 * @param master the sweep's own config: tells where overrides come from, for messages; undefined where it is not known
 */
export function jobComposer(
  { repository, configName, resolvers, warn }: Composition,
  master: Config | undefined,
  facts: JobFacts,
): (job: JobDocument) => SweepJob {
  const { env } = facts
  const typed = new Set(master?.parts.overrides.map(({ keyElement }) => keyElement))
  const params = master && entryAt(master.hydra, 'sweeper', 'params')
  const known = new Map<string, Override>()
  const parse = (text: string): Override => {
    const override = known.get(text) ?? read(text)
    // Most are those of all jobs.
    if (known.size < MOST_KNOWN) known.set(text, override)
    return override
  }
  const read = (text: string): Override => {
    const override = parseOverride(text, { origin: 'command line' })
    const { keyElement } = override
    if (!master || typed.has(keyElement)) return override
    const source = entryAt(params, keyElement)?.source
    const place = source?.kind === 'file' ? ` in ${describeSource(source)}` : ''
    return parseOverride(text, { origin: `hydra.sweeper${params ? '.params' : ''}${place}` })
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
    })
    const output = job.output === '' ? {} : { output: job.output }
    if (job.single) return { config, overrides, facts: { ...facts, ...output, again: job.attempt > 1 } }
    return { config, overrides, facts: { ...facts, sweep: { num: job.num, id: job.id, ...job.sweep, ...output } } }
  }
}

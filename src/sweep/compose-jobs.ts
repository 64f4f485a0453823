import { type Config, compose, type Override, parseOverride, type Repository } from '../compose/index.js'
import { frozenRepository } from '../compose/repository.js'
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

/**
 * Makes jobs of documents. All are composed from the files as they are when they are first read: who edits a config
 * while a sweep runs does not change the jobs that wait.
 * @param master the sweep's own config: tells where overrides come from, for messages
 */
export function jobComposer(composition: Composition, master: Config, facts: JobFacts): (job: JobDocument) => SweepJob {
  const { configName, resolvers, warn } = composition
  const { env } = facts
  const repository = frozenRepository(composition.repository)
  const typed = new Set(master.parts.overrides.map(({ keyElement }) => keyElement))
  const params = entryAt(master.hydra, 'sweeper', 'params')
  const parse = (text: string): Override => {
    const override = parseOverride(text, { origin: 'command line' })
    const { keyElement } = override
    if (typed.has(keyElement)) return override
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
    return { config, overrides, facts: { ...facts, sweep: { num: job.num, id: job.id, ...job.sweep } } }
  }
}

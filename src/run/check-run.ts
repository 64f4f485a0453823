import { builtinRegistry } from '../components/manifests.js'
import type { Config } from '../compose/index.js'
import type { Registry } from '../registry/registry.js'
import { drawSeed } from './draw-seed.js'
import { type BoundJob, bindJob, type JobFacts } from './job.js'
import { type Plan, planRun } from './plan.js'
import type { RunOptions } from './run-options.js'

/** A run whose config is known to be valid. */
export interface CheckedRun {
  bound: BoundJob
  plan: Plan
  facts: JobFacts
  registry: Registry
}

/**
 * Binds, resolves and validates a composed config; opens no data.
 * @param trained whether weights are at hand: those of a warm start are then not looked for.
 * @throws ConfigError with everything that is wrong
 */
export async function checkRun(
  composed: Config,
  options: RunOptions = {},
  { trained = false }: { trained?: boolean } = {},
): Promise<CheckedRun> {
  const registry = options.registry ?? builtinRegistry
  const facts: JobFacts = {
    cwd: options.cwd ?? process.cwd(),
    now: options.now ?? new Date(),
    name: 'run',
    env: options.env ?? process.env,
    sweep: options.sweep,
  }
  const bound = bindJob(drawSeed(composed), facts, options.outputDir)
  return { bound, plan: await planRun(bound.config, registry, facts, { trained }), facts, registry }
}

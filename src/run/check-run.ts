import { builtinRegistry } from '../components/manifests.js'
import type { Config } from '../compose/index.js'
import { type JobVariables, jobVariables } from '../compose/job-variables.js'
import { withEnvironment } from '../compose/with-root.js'
import { inUsersWords, testsModel, toUsersWords } from '../dialects/in-own-words.js'
import type { Registry } from '../registry/registry.js'
import { ConfigError } from '../util/diagnostic.js'
import { drawSeed } from './draw-seed.js'
import { type BoundJob, bindJob, type JobFacts } from './job.js'
import { type Plan, planRun } from './plan.js'
import type { Eval } from './purpose.js'
import { taskIds } from './run-keys.js'
import type { RunOptions } from './run-options.js'

/** A run whose config is known to be valid. */
export interface CheckedRun {
  bound: BoundJob
  plan: Plan
  facts: JobFacts
  registry: Registry
  /** What its process has while it runs. */
  variables: JobVariables
  /** Where the config is written to test a saved model. */
  tested?: Eval
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
  const checked = await inUsersWords(composed.root, () => check(composed, options, trained))
  const warnings = await toUsersWords(composed.root, checked.plan.warnings)
  return { ...checked, plan: { ...checked.plan, warnings } }
}

async function check(composed: Config, options: RunOptions, trained: boolean): Promise<CheckedRun> {
  const registry = options.registry ?? builtinRegistry
  const given: JobFacts = {
    cwd: options.cwd ?? process.cwd(),
    now: options.now ?? new Date(),
    name: 'run',
    env: options.env ?? process.env,
    sweep: options.sweep,
  }
  // Its directory is named by the environment as it is, as in Hydra.
  const { config, wanted } = bindJob(drawSeed(composed), given, options.outputDir)
  const variables = jobVariables(config, given)
  const { env, warnings } = variables
  const bound = { config: env === given.env ? config : withEnvironment(config, env), wanted }
  const facts: JobFacts = { ...given, env }
  if (!testsModel(bound.config.root)) {
    const plan = await planRun(bound.config, registry, facts, { trained }, warnings)
    return { bound, plan, facts, registry, variables }
  }
  const { blameModel, readTestedModel, withHeadsOf } = await import('./tested-model.js')
  const model = readTestedModel(bound.config, facts)
  const { purpose, backbone } = model
  const known = { ...facts, backbone }
  const plan = await planRun(bound.config, registry, known, { trained: true }, warnings).catch((error) => {
    throw error instanceof ConfigError ? new ConfigError(blameModel(error.diagnostics, model), { cause: error }) : error
  })
  const weights = withHeadsOf(purpose.weights, taskIds(plan.resolved, 'eval_tasks'))
  return { bound, plan, facts: known, registry, variables, tested: { ...purpose, weights } }
}

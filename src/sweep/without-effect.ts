import { entryAt } from '../config/key-path.js'
import type { Node } from '../config/node.js'
import type { Manifest } from '../registry/manifest.js'
import type { Diagnostic } from '../util/diagnostic.js'

/** Why a key of another program does nothing here, by the key. */
export type IdleKeys = Readonly<Record<string, string>>

/** A check that warns of keys that do nothing, where somebody has given them a value. */
export function warnOfIdle(keysOf: IdleKeys | ((node: Node) => IdleKeys)): NonNullable<Manifest['check']> {
  return (node, path) => {
    const keys = typeof keysOf === 'function' ? keysOf(node) : keysOf
    return Object.entries(keys).flatMap(([key, why]): Diagnostic[] => {
      const found = entryAt(node, ...key.split('.'))
      const source = found?.via?.source ?? found?.source
      const isGiven = source?.kind === 'file' || source?.kind === 'override'
      if (!found || !isGiven || found.kind === 'null') return []
      const message = `${path}.${key} has no effect: ${why}`
      return [{ code: 'no-effect', path: `${path}.${key}`, message, source, severity: 'warning' }]
    })
  }
}

const joblib = "it is of joblib's own ways, and jobs are run by polyhead's local launcher"
const submitit = "it is of submitit's own ways, and jobs are run by polyhead's slurm launcher"
const named = (why: string, ...keys: string[]): IdleKeys => Object.fromEntries(keys.map((key) => [key, why]))

export const idleOfJoblib: IdleKeys = named(
  joblib,
  'backend',
  'prefer',
  'require',
  'verbose',
  'pre_dispatch',
  'batch_size',
  'temp_folder',
  'max_nbytes',
  'mmap_mode',
)

export const idleOfSubmitit: IdleKeys = {
  ...named(submitit, 'submitit_folder', 'stderr_to_stdout', 'signal_delay_s', 'max_num_timeout'),
  ...named('a job is one process', 'nodes', 'tasks_per_node'),
}

/** What each sampler acts on; it is told of its other keys that they do nothing. */
const SAMPLER_KEYS: Readonly<Record<string, readonly string[]>> = {
  TPESampler: ['n_startup_trials', 'n_ei_candidates'],
  MOTPESampler: ['n_startup_trials', 'n_ehvi_candidates'],
  NSGAIISampler: ['population_size', 'crossover_prob'],
}

/** Of the Optuna plugin. */
export function idleOfOptuna(node: Node): IdleKeys {
  const sampler = entryAt(node, 'sampler')
  const target = entryAt(sampler, '_target_')
  const name = target?.kind === 'string' ? (target.value.split('.').at(-1) as string) : ''
  const acts = ['_target_', '_partial_', 'seed', ...(SAMPLER_KEYS[name] ?? [])]
  const others = sampler?.kind === 'map' ? [...sampler.entries.keys()].map(String) : []
  const idle = others.filter((key) => !acts.includes(key)).map((key) => `sampler.${key}`)
  return {
    storage: "the sweep's directory keeps the study",
    study_name: "the study has the name of the sweep's directory",
    ...named(`polyhead's own sampler takes ${acts.slice(2).join(', ')}`, ...idle),
  }
}

import { type Config, resolveOptions, withRoot } from '../compose/index.js'
import { resolve, selectRaw } from '../config/index.js'
import type { MapNode } from '../config/node.js'
import { type DialectFacts, inOwnWords } from '../dialects/in-own-words.js'
import { diagnose } from '../inspect/diagnose.js'
import type { Registry } from '../registry/registry.js'
import { obstacles } from '../rundir/refuse-links.js'
import { fillDefaults } from '../schema/fill-defaults.js'
import { idleKeys } from '../schema/python-values.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { checkOutputs, outputPlaces } from './check-outputs.js'
import { checkSize } from './check-size.js'
import { checkHydra, hydraText, type JobFacts } from './job.js'

export interface Plan {
  /** Bound, with the schemas' defaults filled in; interpolations as they were written. */
  config: Config
  /** The same, without interpolations. */
  resolved: MapNode
  warnings: readonly Diagnostic[]
}

/** A bound config in polyhead's own keys, with its schemas' defaults filled in. */
async function fill(config: Config, registry: Registry, facts: DialectFacts): Promise<Config> {
  const own = await inOwnWords(config, registry, facts)
  for (const found of idleKeys(own.root)) facts.warn?.(found)
  return withRoot(own, fillDefaults(own.root, registry, resolveOptions(own, facts)))
}

function resolveRoot(config: Config, facts: { now: Date; env: NodeJS.ProcessEnv }): MapNode {
  return resolve(config.root, resolveOptions(config, facts)) as MapNode
}

/**
 * Fills and resolves a config that is known to be valid: for another directory than the one that it was validated for.
 */
export async function resolvePlan(config: Config, registry: Registry, facts: DialectFacts): Promise<Plan> {
  const filled = await fill(config, registry, facts)
  return { config: filled, resolved: resolveRoot(filled, facts), warnings: [] }
}

/**
 * Resolves and validates a bound config: everything that can be known before data are opened.
 * @param trained whether weights are at hand: those of a warm start are then not looked for.
 * @param known warnings of what was looked at before
 * @throws ConfigError with everything that is wrong
 */
export async function planRun(
  config: Config,
  registry: Registry,
  facts: DialectFacts & Pick<JobFacts, 'cwd' | 'sweep'>,
  { trained }: { trained: boolean },
  known: readonly Diagnostic[] = [],
): Promise<Plan> {
  const told = [...known]
  const filled = await fill(config, registry, { ...facts, warn: (found) => told.push(found) })
  const { resolved, diagnostics: all } = await diagnose(filled, registry, () => resolveRoot(filled, facts))
  const diagnostics = all.filter(({ code }) => !trained || code !== 'no-weights')
  const errors = diagnostics.filter(({ severity }) => severity !== 'warning')
  checkHydra(config, facts)
  const outputDir = hydraText(config, 'hydra.runtime.output_dir', facts) ?? facts.cwd
  const own = {
    jobName: hydraText(config, 'hydra.job.name', facts) ?? 'run',
    hydraSubdir: hydraText(config, 'hydra.output_subdir', facts),
  }
  if (resolved && errors.length === 0) {
    const dirs = { cwd: facts.cwd, outputDir }
    const found = checkOutputs(resolved, registry, dirs, own)
    const placed = (path: string) => selectRaw(filled.parts.full, path)?.source
    errors.push(...found.map((diagnostic) => ({ ...diagnostic, source: diagnostic.source ?? placed(diagnostic.path) })))
    errors.push(...checkSize(resolved))
    // A directory that is known not to be there yet holds none.
    if (!facts.sweep?.isOpenable) errors.push(...obstacles(outputDir, outputPlaces(resolved, registry, dirs, own)))
  }
  if (errors.length > 0 || !resolved) throw new ConfigError(errors)
  return { config: filled, resolved, warnings: [...told, ...diagnostics] }
}

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { builtinRegistry } from '../components/manifests.js'
import { openRepository, type Repository } from '../compose/index.js'
import { runLayout } from '../rundir/layout.js'
import { refuseInside } from '../rundir/refuse-links.js'
import { changedForTest } from './eval-changes.js'
import { readWeights, type WhichWeights } from './find-weights.js'
import type { RunResult } from './results.js'
import { run } from './run.js'
import type { RunOptions } from './run-options.js'
import { savedConfig } from './saved-config.js'
import { isHydraDirectory, savedHydraConfig } from './saved-hydra.js'

/** How saved weights are tested. */
export interface EvalOptions extends RunOptions {
  /** Default: the best ones where they were saved, else the final ones. */
  weights?: WhichWeights
  /** The new run's directory. Default: the default pattern. */
  in?: string
  overrides?: readonly string[]
  /** Where options of groups are looked up that an override names. */
  repository?: Repository
}

/**
 * Tests the weights of a run, on its own data or on others', as a run of its own: a directory whose record points to
 * its parent.
 * @throws ConfigError where there are no weights, or the config with the overrides is not valid, or does not fit the
 *   weights, or an override would change nothing of the test: nothing is written then
 */
export async function evaluateRun(runDir: string, options: EvalOptions = {}): Promise<RunResult> {
  const cwd = options.cwd ?? process.cwd()
  const parent = resolve(cwd, runDir)
  const hydra = !existsSync(runLayout(parent).record) && isHydraDirectory(parent)
  const weights = hydra
    ? (await import('./tested-model.js')).readModelOfRun(parent)
    : await readWeights(parent, options.weights)
  if (options.in !== undefined) refuseInside(resolve(cwd, options.in), parent)
  const { overrides = [], repository, registry } = options
  const known = { cwd, repository: repository ?? openRepository([]), registry: registry ?? builtinRegistry }
  const saved = (hydra ? savedHydraConfig : savedConfig)(parent, known)
  const config = overrides.length > 0 ? changedForTest(saved, overrides, known.repository) : saved()
  const outputDir = options.in === undefined ? {} : { outputDir: resolve(cwd, options.in) }
  return await run(config, { ...options, ...outputDir }, { kind: 'eval', parent, weights })
}

import { resolve } from 'node:path'
import { readRunRecord } from '../rundir/run-record.js'
import { ConfigError } from '../util/diagnostic.js'
import { type Comparison, compareRuns } from './compare-runs.js'
import { type RunOptions, type RunResult, run } from './run.js'
import { savedConfig } from './saved-config.js'

export interface ReproduceOptions extends RunOptions {
  /** The new run's directory. Default: the default pattern, never the saved `hydra.run.dir`. */
  in?: string
  /** How far apart two numbers may be to count as close. Default: 0. */
  tolerance?: number
}

export interface Reproduction {
  run: RunResult
  comparison: Comparison
}

/**
 * Runs a saved run again from its `config.resolved.yaml` alone (the configs that it was composed from may have changed, or be
 * gone) and compares what came out. The overrides are in that file already: they are not applied again.
 * @throws ConfigError where the directory holds no run that ended well, or its config is not valid here
 */
export async function reproduce(runDir: string, options: ReproduceOptions = {}): Promise<Reproduction> {
  const cwd = options.cwd ?? process.cwd()
  const dir = resolve(cwd, runDir)
  const record = readRunRecord(dir)
  if (record.status !== 'done') {
    throw new ConfigError({
      code: 'unfinished-run',
      path: '',
      message: `the run in '${runDir}' is ${record.status}: only one that came to its end can be reproduced`,
    })
  }
  const config = savedConfig(dir, { cwd })
  const again = await run(config, {
    ...options,
    reproduces: dir,
    ...(options.in !== undefined && { outputDir: resolve(cwd, options.in) }),
  })
  return { run: again, comparison: compareRuns(dir, again.outputDir, options.tolerance) }
}

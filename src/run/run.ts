import type { Config } from '../compose/index.js'
import { execute } from './execute.js'
import { prepareRun } from './prepare.js'
import type { Purpose } from './purpose.js'
import type { RunResult } from './results.js'
import type { RunOptions } from './run-options.js'

/**
 * One run, from a composed config to a directory with everything in it.
 * @throws ConfigError where the config or the data are wrong: nothing is written then
 * @throws RunError where training fails; Interrupted where `signal` stopped it: the directory is kept, its status says
 *   which
 */
export async function run(composed: Config, options: RunOptions = {}, purpose?: Purpose): Promise<RunResult> {
  return await execute(await prepareRun(composed, options, purpose))
}

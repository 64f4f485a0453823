import type { Config } from '../compose/index.js'
import type { Registry } from '../registry/registry.js'
import type { LogLevel } from '../rundir/run-log.js'
import type { RunContext } from '../training/run-context.js'
import type { JobFacts } from './job.js'

/** What a process brings to a run, whatever the run is for. */
export interface RunOptions extends Partial<RunContext> {
  /** Default: the built-in components. */
  registry?: Registry
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** The run's moment, which names its directory. Default: now. */
  now?: Date
  sweep?: JobFacts['sweep']
  /** Called when all is prepared, before anything is written. */
  begins?: () => void
  /** Shows a line of the log; default: nowhere. */
  show?: (line: string, level: LogLevel) => void
  level?: LogLevel
  /** Called once the run's directory is there, before its body. */
  opened?: ((config: Config, dir: string) => Promise<void>) | undefined
  /** Where to write, whatever `hydra.run.dir` says. */
  outputDir?: string
}

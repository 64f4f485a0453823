import type { FrozenFolder } from '../../compose/frozen-folder.js'
import type { VersionBase } from '../../compose/index.js'

/** How a process is started that runs jobs of a sweep, and what it composes them from: plain data. */
export interface JobProgram {
  /** The program and its first arguments, those of Node among them. */
  command: readonly string[]
  /** What it works on, the same for all jobs of the sweep. */
  project: JobProject
}

/** How such a process is started, before it is known what it works on. */
export interface ProcessStart {
  command: readonly string[]
  cwd: string
}

/** What the jobs of a sweep are composed from, for a process that does them. */
export interface JobProject {
  /** `polyhead`, or the name of an app: a worker runs the jobs of one program. */
  program: string
  /** The folder that the sweep was started in. */
  cwd: string
  configName: string | null
  versionBase: VersionBase
  folders: readonly FrozenFolder[]
  quiet: boolean
  verbose: boolean
}

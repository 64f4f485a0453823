import { relative, resolve } from 'node:path'
import { RunError } from '../util/run-error.js'
import { shellCommand } from '../util/shell-command.js'
import { shownPath } from '../util/shown-path.js'

const FAULTS: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ENOSPC: ['there is no space left on the device', 'make room'],
  EDQUOT: ['the disk quota is used up', 'make room'],
  EROFS: ['the file system is read-only', 'make it writable'],
  EACCES: ['permission denied', 'make it writable'],
  EPERM: ['permission denied', 'make it writable'],
  EIO: ['the device reported an error', 'look at the disk'],
  EMFILE: ['too many files are open', 'raise the limit (ulimit -n)'],
  ENFILE: ['too many files are open', 'raise the limit of the system'],
  EFBIG: ['a file is larger than the limit allows', 'raise the limit (ulimit -f)'],
}

/** What could not be written, and how it goes on. */
export interface Written {
  what: 'run' | 'sweep'
  dir: string
  /** A command. */
  resume: string
}

/** A fault of disk or permissions during a run as an error that its user can act on; any other error as it is. */
export function systemFault(error: unknown, dir: string): unknown {
  return systemFaultOf(error, { what: 'run', dir, resume: shellCommand('resume', shownPath(dir)) })
}

/** The same of a run or a sweep. */
export function systemFaultOf(error: unknown, { what, dir, resume }: Written): unknown {
  if (!(error instanceof Error)) return error
  const { code = '', path, syscall } = error as NodeJS.ErrnoException
  const fault = FAULTS[code]
  if (!fault) return error
  // What a sweeper or a callback reads elsewhere, or a process that cannot be started, is not the sweep's directory.
  const isElsewhere = path === undefined ? syscall?.startsWith('spawn') : !isWithin(dir, path)
  if (what === 'sweep' && isElsewhere) return error
  const where = path === undefined ? '' : ` ('${shownPath(path)}')`
  const hint = `${fault[1]}, then go on: ${resume}`
  return new RunError(`${fault[0]}${where}: the ${what} in '${shownPath(dir)}' cannot be written`, {
    cause: error,
    hint,
  })
}

function isWithin(dir: string, path: string): boolean {
  return !/^\.\.([/\\]|$)/.test(relative(dir, resolve(path)))
}

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process, as the names of its locks and temporary files tell it. */
export interface Owner {
  pid: number
  /** When it started; a pid alone may be another's by now. Empty where that could not be found out. */
  start: string
  host: string
}

const TAG = /^(\d+)-([^@]*)@(.+)$/

let own: string | undefined

/**
 * This process as part of a file's name: `<pid>-<start>@<host>`. All that is needed is in the name: no file is half
 * written.
 */
export function ownTag(): string {
  own ??= tagOf(process.pid)
  return own
}

/** The same of another process of this machine. */
export function tagOf(pid: number): string {
  return `${pid}-${processStart(pid) ?? ''}@${hostname()}`
}

/** What `ownTag` wrote; undefined for another text. */
export function parseTag(tag: string): Owner | undefined {
  const [, pid, start = '', host = ''] = TAG.exec(tag) ?? []
  return pid === undefined ? undefined : { pid: Number(pid), start, host }
}

/** Whether a process may still be running; one of another machine always may. */
export function mayRun({ pid, start, host }: Owner): boolean {
  if (host !== hostname()) return true
  const now = processStart(pid)
  return now !== undefined && (now === start || now === '' || start === '')
}

/** Whether a process of this machine runs, or another one that has its number by now. */
export function isRunning(pid: number): boolean {
  return process.platform === 'linux' ? processStart(pid) !== undefined : isThere(pid)
}

/** Whether a process of this machine has that number; it may have ended, unnoticed by its parent. */
function isThere(pid: number): boolean {
  if (!(pid > 0 && pid < 2 ** 31)) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** The command line of a process of this machine, its words joined by spaces; undefined where it cannot be seen. */
export function commandOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ')
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return undefined
  }
}

/** Tells two processes with the same pid apart; undefined where there is none, empty where it cannot be found out. */
function processStart(pid: number): string | undefined {
  if (!isThere(pid)) return undefined
  try {
    if (process.platform === 'linux') {
      // After the name in parentheses, which may hold anything: state is field 3, the start (ticks since boot) field
      // 22.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      // A zombie has ended: only its parent has not noticed.
      return fields[0] === 'Z' ? undefined : (fields[19] as string)
    }
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
    return text.trim().replaceAll(/[^\w]+/g, '_')
  } catch {
    return ''
  }
}

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { ConfigError } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'

/** `.lock-<pid>-<start>@<host>`: all that is needed is in the name, so that no half-written lock exists. */
const NAME = /^\.lock-(\d+)-([^@]*)@(.+)$/
/** Two processes that try in the same instant both step back; by then one of them has it. */
const ATTEMPTS = 5

export interface RunLock {
  release(): void
}

interface Holder {
  file: string
  pid: number
  /** When the process started; a pid alone may be another's by now. */
  start: string
  host: string
}

/**
 * Makes this process the only one that writes to a run's directory. Locks of processes that are gone are no hindrance.
 * Each process puts a lock of its own there, then looks for others': of two at least one sees the other.
 * @throws ConfigError where another process has it
 */
export async function lockRun(dir: string): Promise<RunLock> {
  const own = `.lock-${process.pid}-${processStart(process.pid) ?? ''}@${hostname()}`
  for (let attempt = 1; ; attempt++) {
    if (!create(join(dir, own))) throw heldBy({ file: own, pid: process.pid, host: hostname() }, dir)
    const others = holders(dir).filter(({ file }) => file !== own)
    const other = others.find(isAlive)
    if (!other) {
      for (const { file } of others) rmSync(join(dir, file), { force: true })
      return { release: () => release(join(dir, own)) }
    }
    rmSync(join(dir, own), { force: true })
    if (attempt === ATTEMPTS) throw heldBy(other, dir)
    // Different for any two processes, so that they do not go on meeting.
    await setTimeout(10 + ((process.pid * attempt) % 61))
  }
}

function release(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // The disk may have become read-only. What is left names a process that will be gone: no hindrance.
  }
}

/** @returns false where this process has it already. */
function create(file: string): boolean {
  try {
    writeFileSync(file, '', { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function holders(dir: string): Holder[] {
  return readdirSync(dir).flatMap((file) => {
    const [, pid, start, host] = NAME.exec(file) ?? []
    return pid === undefined ? [] : [{ file, pid: Number(pid), start: start as string, host: host as string }]
  })
}

/** Whether the process that wrote a lock may still be running; that of another machine always may. */
function isAlive({ pid, start, host }: Holder): boolean {
  if (host !== hostname()) return true
  const now = processStart(pid)
  return now !== undefined && (now === start || now === '' || start === '')
}

/** Tells two processes with the same pid apart; undefined where there is none, empty where it cannot be found out. */
function processStart(pid: number): string | undefined {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined
  }
  try {
    if (process.platform === 'linux') {
      // After the name in parentheses, which may hold anything: state is field 3, the start (ticks since boot) field 22.
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

function heldBy({ pid, host, file }: Omit<Holder, 'start'>, dir: string): ConfigError {
  const shown = shownPath(dir)
  const here = host === hostname()
  return new ConfigError({
    code: 'run-is-locked',
    path: '',
    message: `'${shown}' is being written by process ${pid}${here ? '' : ` on ${host}`}: only one at a time may`,
    hint: here
      ? 'wait for it, or end it (Ctrl-C saves a checkpoint)'
      : `if that process is gone, delete ${join(shown, file)}`,
  })
}

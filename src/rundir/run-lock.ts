import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { ConfigError } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'
import { mayRun, type Owner, ownTag, parseTag } from './process-owner.js'

/** Followed by its owner's tag. */
const PREFIX = '.lock-'
/** Two processes that try in the same instant both step back; by then one of them has it. */
const ATTEMPTS = 5

export interface RunLock {
  release(): void
}

interface Holder extends Owner {
  file: string
}

/**
 * Makes this process the only one that writes to a run's directory. Locks of processes that are gone are no hindrance.
 * Each process puts a lock of its own there, then looks for others': of two at least one sees the other.
 * @throws ConfigError where another process has it
 */
export async function lockRun(dir: string): Promise<RunLock> {
  const own = PREFIX + ownTag()
  for (let attempt = 1; ; attempt++) {
    if (!create(join(dir, own))) throw heldBy({ file: own, pid: process.pid, host: hostname() }, dir)
    const others = holders(dir).filter(({ file }) => file !== own)
    const other = others.find(mayRun)
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
    const owner = lockOwner(file)
    return owner ? [{ file, ...owner }] : []
  })
}

/** Whose lock a file is, by its name; undefined where it is none. */
export function lockOwner(file: string): Owner | undefined {
  return file.startsWith(PREFIX) ? parseTag(file.slice(PREFIX.length)) : undefined
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

import { randomBytes } from 'node:crypto'
import { closeSync, constants, fsync, fsyncSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type Owner, ownTag, parseTag } from './process-owner.js'

const TEMPORARY = /^\.(.+)\.[0-9a-f]{16}\.tmp$/

/** A name in a folder that nobody can have guessed, and so nobody can have put a link there. It tells whose it is. */
export function temporaryPath(folder: string): string {
  return join(folder, `.${ownTag()}.${randomBytes(8).toString('hex')}.tmp`)
}

/** Whose temporary file or folder a name is; undefined where it is none. */
export function temporaryOwner(name: string): Owner | undefined {
  const tag = TEMPORARY.exec(name)?.[1]
  if (tag !== undefined) return parseTag(tag)
  // As earlier versions named them.
  const pid = /\.(\d{1,10})\.tmp$/.exec(name)?.[1]
  return pid === undefined ? undefined : { pid: Number(pid), start: '', host: hostname() }
}

/**
 * Writes a whole file or nothing: a temporary file beside it, fsync, rename, fsync of the folder. A reader, or a
 * process killed at any moment, never sees half a file.
 * @throws Error with the system's code (`ENOSPC`, `EACCES` …); the temporary file is gone then.
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  const temporary = temporaryPath(dirname(path))
  const bytes = typeof data === 'string' ? Buffer.from(data) : data
  try {
    const file = openSync(temporary, 'wx')
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncFile(dirname(path))
}

/**
 * The same for several files in a folder, which get to the disk at the same time: it takes little longer than for one
 * of them. They are put in their places in their order.
 * @param files texts by paths.
 */
export async function writeFilesAtomic(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const written = Array.from(files, ([path, text]) => ({ path, text, temporary: temporaryPath(folder) }))
  try {
    for (const { temporary, text } of written) writeFileSync(temporary, text, { flag: 'wx' })
    await Promise.all(written.map(({ temporary }) => syncFileLater(temporary)))
    for (const { temporary, path } of written) renameSync(temporary, path)
  } catch (error) {
    for (const { temporary } of written) rmSync(temporary, { force: true })
    throw error
  }
  await syncFileLater(folder)
}

const OVERWRITE = constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW

/**
 * Writes a file that may be left half written when the process dies.
 * @throws Error with the system's code, `ELOOP` if the path is a link
 */
export function writeOwnFile(path: string, text: string): void {
  const file = openSync(path, OVERWRITE)
  try {
    writeFileSync(file, text)
  } finally {
    closeSync(file)
  }
}

/** Waits until a file or folder is on its disk. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Waits until an open file is on its disk. Yarn's file system has no `FileHandle.sync`. */
export const syncOpenFile = promisify(fsync)

/** {@link syncFile}, beside whatever else goes on. */
export async function syncFileLater(path: string): Promise<void> {
  const file = openSync(path, 'r')
  try {
    await syncOpenFile(file)
  } finally {
    closeSync(file)
  }
}

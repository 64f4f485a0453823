import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Writes a whole file or nothing: a temporary file beside it, fsync, rename, fsync of the folder. A reader, or a process
 * killed at any moment, never sees half a file.
 * @throws Error with the system's code (`ENOSPC`, `EACCES` …); the temporary file is gone then.
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`
  const bytes = typeof data === 'string' ? Buffer.from(data) : data
  try {
    const file = openSync(temporary, 'w')
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

/** Waits until a file or folder is on its disk. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** The same, beside whatever else goes on. */
export async function syncFileLater(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

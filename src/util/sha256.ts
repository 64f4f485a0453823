import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'

/** Hex digest of bytes or of UTF-8 text. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}

/** The same, beside JavaScript where that is worth a thread and a copy of the bytes. */
export async function sha256Beside(data: Uint8Array): Promise<string> {
  if (data.length < WORTH_A_THREAD || data.length > WORTH_A_COPY) return sha256(data)
  return Buffer.from(await crypto.subtle.digest('SHA-256', data as Uint8Array<ArrayBuffer>)).toString('hex')
}

/** Bytes. */
const [WORTH_A_THREAD, WORTH_A_COPY] = [2 ** 22, 2 ** 28]

/** Hex digest of a file's bytes, or undefined where there is no such file. It may be larger than memory. */
export function sha256OfFile(path: string): string | undefined {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafe(2 ** 20)
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) hash.update(piece.subarray(0, read))
  } finally {
    closeSync(file)
  }
  return hash.digest('hex')
}

/** The start of a hex checksum, for messages: enough to tell two apart. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12)
}

/** A value that is a checksum or a Git commit, by its start alone; in names and paths they stay whole. */
export function shownValue(value: string): string {
  return value.replace(/(?<=^"?)[0-9a-f]{40}(?:[0-9a-f]{24})?(?="?$)/, shortHash)
}

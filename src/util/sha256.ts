import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Hex digest of bytes or of UTF-8 text. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}

/** Hex digest of a file's bytes, or undefined where there is no such file. */
export function sha256OfFile(path: string): string | undefined {
  try {
    return sha256(readFileSync(path))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

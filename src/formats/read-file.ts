import { closeSync, openSync, read, type Stats, statSync } from 'node:fs'
import { promisify } from 'node:util'
import { gunzip as gunzipCallback } from 'node:zlib'
import { sha256Beside } from '../util/sha256.js'
import { fileError } from './file-error.js'

const gunzip = promisify(gunzipCallback)

/** Bytes that the operating system gives at once, at most. */
const LARGEST_READ = 2 ** 30

export interface FileContent {
  /** What the file holds, decompressed. */
  bytes: Uint8Array
  /** Hex digest of the file as it lies on disk. */
  sha256: string
  gzipped: boolean
}

export interface ReadFileOptions {
  /** The largest content in bytes, decompressed. Default: 1 GiB. */
  maxBytes?: number
  /** Said where the file is missing: what to do. */
  missingHint?: string
}

/**
 * A whole data file, decompressed where it is gzip (told by its first bytes, not by its name).
 * @throws ConfigError where it is missing, a folder, not readable, empty, too large, or damaged gzip.
 */
export async function readContent(file: string, options: ReadFileOptions = {}): Promise<FileContent> {
  const maxBytes = options.maxBytes ?? 2 ** 30
  const { size } = statFile(file, options.missingHint)
  if (size > maxBytes) throw tooLarge(file, maxBytes)
  const raw = await readWhole(file, size).catch((error) => {
    throw openError(file, error, options.missingHint)
  })
  const digest = sha256Beside(raw)
  const gzipped = raw[0] === 0x1f && raw[1] === 0x8b
  if (!gzipped && file.endsWith('.gz')) throw fileError(file, "is named '.gz', but is not a gzip file")
  const bytes = gzipped ? await decompress(file, raw, maxBytes) : raw
  if (bytes.length === 0) throw fileError(file, 'the gzip file holds nothing')
  return { bytes, sha256: await digest, gzipped }
}

/**
 * One read where it can be, which begins at once: each step of `readFile` waits until JavaScript has nothing else to
 * do, and it takes small steps.
 */
async function readWhole(file: string, size: number): Promise<Uint8Array> {
  const descriptor = openSync(file, 'r')
  try {
    const bytes = new Uint8Array(size)
    let length = 0
    while (length < size) {
      const rest = Math.min(size - length, LARGEST_READ)
      const count = await readPiece(descriptor, bytes.subarray(length, length + rest))
      if (count === 0) break
      length += count
    }
    return bytes.subarray(0, length)
  } finally {
    closeSync(descriptor)
  }
}

async function readPiece(descriptor: number, into: Uint8Array): Promise<number> {
  return await new Promise((resolve, reject) => {
    read(descriptor, into, 0, into.length, null, (error, count) => (error ? reject(error) : resolve(count)))
  })
}

/**
 * The size in bytes of a regular file that is not empty.
 * @throws ConfigError where it is missing, a folder, or empty.
 */
export function statFile(file: string, missingHint?: string): { size: number } {
  let found: Stats
  try {
    found = statSync(file)
  } catch (error) {
    throw openError(file, error, missingHint)
  }
  if (found.isDirectory()) throw fileError(file, 'is a folder, but should be a file')
  if (!found.isFile()) throw fileError(file, 'is not a regular file')
  if (found.size === 0) throw fileError(file, 'the file is empty')
  return { size: found.size }
}

/** What the operating system's refusal to open a file means to its user; other errors are handed back as they are. */
export function openError(file: string, error: unknown, missingHint?: string): unknown {
  const code = (error as NodeJS.ErrnoException).code
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return fileError(file, 'there is no such file', { hint: missingHint, cause: error })
    case 'EISDIR':
      return fileError(file, 'is a folder, but should be a file', { cause: error })
    case 'EACCES':
    case 'EPERM':
      return fileError(file, 'may not be read: permission denied', { cause: error })
    case 'EIO':
    case 'ELOOP':
    case 'ENAMETOOLONG':
    case 'EMFILE':
      return fileError(file, `cannot be read: ${code}`, { cause: error })
    default:
      return error
  }
}

async function decompress(file: string, raw: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  try {
    return await gunzip(raw, { maxOutputLength: maxBytes })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'Z_BUF_ERROR') throw fileError(file, 'the gzip file is cut short', { cause: error })
    if (code === 'Z_DATA_ERROR')
      throw fileError(file, `the gzip file is damaged: ${messageOf(error)}`, { cause: error })
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(file, maxBytes)
    throw error
  }
}

function tooLarge(file: string, maxBytes: number) {
  const mebibytes = Math.floor(maxBytes / 2 ** 20)
  return fileError(file, `holds more than ${mebibytes} MiB, which is too much to read whole`)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

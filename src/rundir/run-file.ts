import { createHash } from 'node:crypto'
import { closeSync, lstatSync, readSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { ConfigError } from '../util/diagnostic.js'
import { IrregularFile, openRegular, readAndClose } from '../util/read-regular.js'
import { shownPath } from '../util/shown-path.js'
import { writeFileAtomic } from './write-file.js'

/** The most bytes that are read of a run's files. */
export const LARGEST = {
  /** `run.json`, manifests, saved configs. */
  record: 16 * 2 ** 20,
  /** What a checkpoint keeps beside its tensors; tables that two runs are compared by. */
  state: 256 * 2 ** 20,
  /** Weights, one file of them, and logs, which are read in pieces. */
  whole: 2 ** 30,
} as const

/** A file of a run that is not there, or that is not read or written. */
export class RunFileError extends ConfigError {
  readonly missing: boolean

  constructor(
    file: string,
    message: string,
    { missing = false, hint, cause }: { missing?: boolean; hint?: string; cause?: unknown } = {},
  ) {
    super({ code: 'unreadable-run-file', path: '', message: `'${shownPath(file)}' ${message}`, hint }, { cause })
    this.missing = missing
  }
}

/**
 * Opens a file of a run for reading. A run's directory may come from somebody else: no link in it is followed, and what
 * is no regular file (a device, a pipe) is not read, nor what is larger than the run can have made it.
 * @param file its path in the directory, or an absolute one
 * @returns a descriptor, which is the caller's to close, and the size in bytes
 * @throws RunFileError
 */
export function openRunFile(dir: string, file: string, largest: number): { fd: number; size: number } {
  const path = resolve(dir, file)
  const way = relative(dir, path)
  if (way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way) || path.includes('\0')) {
    throw new RunFileError(path, `lies outside of the run's directory`)
  }
  refuseLinkOnTheWay(dir, way)
  return orExplain(path, () => openRegular(path, { largest, links: 'refuse' }))
}

function refuseLinkOnTheWay(dir: string, way: string): void {
  let path = dir
  for (const part of way.split(sep)) {
    path = join(path, part)
    const at = path
    const stats = orExplain(at, () => lstatSync(at, { throwIfNoEntry: false }))
    if (stats?.isSymbolicLink()) throw new RunFileError(path, "is a link: a run's own files are none")
  }
}

function orExplain<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof IrregularFile) throw new RunFileError(path, error.message, { cause: error })
    const { code = '', message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new RunFileError(path, 'is missing', { missing: true, cause: error })
    const denied = code === 'EACCES' || code === 'EPERM'
    const why = denied ? 'may not be read: permission denied' : `cannot be read: ${code || message}`
    throw new RunFileError(path, why, { cause: error })
  }
}

/** All bytes of a run's file. @throws RunFileError */
export function readRunFile(dir: string, file: string, largest: number): Buffer {
  const { fd, size } = openRunFile(dir, file, largest)
  return orExplain(resolve(dir, file), () => readAndClose(fd, size))
}

/**
 * Puts a file beside a run or a sweep that was there before: all of it, or nothing.
 * @throws RunFileError where its folder takes none
 */
export function writeRunFile(path: string, text: string): void {
  try {
    writeFileAtomic(path, text)
  } catch (cause) {
    const { code = '', message } = cause as NodeJS.ErrnoException
    const isDenied = ['EACCES', 'EPERM', 'EROFS'].includes(code)
    const why = isDenied ? 'the folder may not be written to' : code || message
    throw new RunFileError(path, `cannot be written: ${why}`, {
      cause,
      ...(isDenied && { hint: 'copy the folder to where you may write, and name the copy' }),
    })
  }
}

const PIECE = 2 ** 20

/** A run's file piece by piece; a piece holds until the next one is taken. @throws RunFileError */
export function* readPieces(dir: string, file: string, largest: number): Generator<Buffer, void> {
  const { fd, size } = openRunFile(dir, file, largest)
  try {
    const piece = Buffer.allocUnsafe(PIECE)
    // No further than it was long: somebody may be writing.
    for (let left = size; left > 0; ) {
      const read = readSync(fd, piece, 0, Math.min(PIECE, left), null)
      if (read === 0) return
      left -= read
      yield piece.subarray(0, read)
    }
  } finally {
    closeSync(fd)
  }
}

/** Lines of a run's text file, without their ends. @throws RunFileError, also where a line has more than 64 MiB */
export function* readLines(dir: string, file: string): Generator<string, void> {
  const longest = 64 * 2 ** 20
  let rest: Buffer[] = []
  let length = 0
  for (const piece of readPieces(dir, file, LARGEST.whole)) {
    let start = 0
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
      rest.push(piece.subarray(start, end))
      yield line(rest)
      rest = []
      length = 0
      start = end + 1
    }
    if (start === piece.length) continue
    // The piece is written over.
    rest.push(Buffer.from(piece.subarray(start)))
    length += piece.length - start
    if (length > longest) throw new RunFileError(resolve(dir, file), `has a line of more than ${longest / 2 ** 20} MiB`)
  }
  if (rest.length > 0) yield line(rest)
}

function line(parts: readonly Buffer[]): string {
  const text = (parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)).toString('utf8')
  return text.endsWith('\r') ? text.slice(0, -1) : text
}

/** Hex sha256 of a run's file; undefined where there is none. @throws RunFileError where it is not read */
export function hashRunFile(dir: string, file: string): string | undefined {
  const hash = createHash('sha256')
  try {
    for (const piece of readPieces(dir, file, LARGEST.whole)) hash.update(piece)
  } catch (error) {
    if (error instanceof RunFileError && error.missing) return undefined
    throw error
  }
  return hash.digest('hex')
}

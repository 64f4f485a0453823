import { accessSync, chmodSync, constants, realpathSync, statSync } from 'node:fs'
import { writeFileAtomic } from '../rundir/write-file.js'
import { ConfigError } from '../util/diagnostic.js'
import { IrregularFile, readRegular } from '../util/read-regular.js'

/** Of a config, in bytes. */
const LARGEST = 16 * 2 ** 20

/** A text file that is about to be changed. */
export interface OpenFile {
  readonly text: string
  /**
   * Writes another text in its place, whole or not at all; a link stays a link.
   * @throws ConfigError where the file was changed since it was opened: nothing is written then.
   */
  write(text: string): void
}

/**
 * Opens a file to change it.
 * @param shown its path in messages.
 * @throws ConfigError where it is not there, is not to be written, is no UTF-8, or has another name that would keep the
 *   old text
 */
export function openFile(file: string, shown = file): OpenFile {
  const fail = (message: string, hint?: string, cause?: unknown) =>
    new ConfigError(
      { code: 'cannot-edit', path: '', message: `'${shown}' ${message}`, hint },
      cause === undefined ? undefined : { cause },
    )
  let real: string
  let before: Buffer
  try {
    real = realpathSync(file)
    before = readRegular(real, { largest: LARGEST })
  } catch (cause) {
    if (cause instanceof IrregularFile) throw fail(cause.message, undefined, cause)
    const { code } = cause as NodeJS.ErrnoException
    throw fail(code === 'ENOENT' ? 'is not there' : `cannot be read: ${(cause as Error).message}`, undefined, cause)
  }
  const { mode, nlink } = statSync(real)
  try {
    accessSync(real, constants.W_OK)
  } catch (cause) {
    throw fail('is not yours to write', undefined, cause)
  }
  if (nlink > 1) {
    throw fail('has another name (a hard link), which would keep the old text', 'make it a file of its own: copy it')
  }
  const text = before.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(before)) throw fail('is not written in UTF-8')
  return {
    text,
    write(edited) {
      if (!readRegular(real, { largest: LARGEST }).equals(before))
        throw fail('was changed meanwhile: nothing was written', 'try again')
      try {
        writeFileAtomic(real, edited)
        chmodSync(real, mode)
      } catch (cause) {
        throw fail(`cannot be written: ${(cause as Error).message}`, undefined, cause)
      }
    },
  }
}

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

/** A file that is there, but is not to be read. */
export class IrregularFile extends Error {
  override readonly name = 'IrregularFile'
}

export interface RegularOptions {
  /** In bytes: a larger file is not read. */
  largest: number
  /** Default: links are followed. */
  links?: 'follow' | 'refuse'
}

/**
 * Opens a regular file for reading, without waiting for whoever writes into a pipe.
 * @returns a descriptor, which is the caller's to close, and the size in bytes
 * @throws IrregularFile where it is a folder, a pipe or a device, or too large; Error with the system's code
 */
export function openRegular(path: string, { largest, links = 'follow' }: RegularOptions): { fd: number; size: number } {
  const noFollow = links === 'refuse' ? constants.O_NOFOLLOW : 0
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | noFollow)
  try {
    const stats = fstatSync(fd)
    if (stats.isDirectory()) throw new IrregularFile('is a folder, but should be a file')
    if (!stats.isFile()) throw new IrregularFile('is not a regular file')
    if (stats.size > largest) throw new IrregularFile(`holds more than ${sizeText(largest)}`)
    return { fd, size: stats.size }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/** All bytes of a regular file. @throws as `openRegular` */
export function readRegular(path: string, options: RegularOptions): Buffer {
  const { fd, size } = openRegular(path, options)
  return readAndClose(fd, size)
}

/** What an open file holds; less than `size` where it was cut meanwhile. */
export function readAndClose(fd: number, size: number): Buffer {
  try {
    const content = Buffer.allocUnsafe(size)
    let length = 0
    while (length < size) {
      const read = readSync(fd, content, length, size - length, null)
      if (read === 0) break
      length += read
    }
    return content.subarray(0, length)
  } finally {
    closeSync(fd)
  }
}

function sizeText(bytes: number): string {
  return bytes >= 2 ** 20 ? `${Math.floor(bytes / 2 ** 20)} MiB` : `${bytes} bytes`
}

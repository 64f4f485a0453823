import { closeSync, existsSync, ftruncateSync, openSync, readSync } from 'node:fs'

const LINE_END = 10

/** Bytes that are read at once. */
const PIECE = 1024 * 1024

/**
 * Cuts a table whose rows are lines to the first ones, whatever its size: a piece of it at a time is read.
 * @param header its first line, with the line break
 * @returns how many rows it has now; undefined, with nothing changed, where its first line is another one or missing
 */
export function cutRows(path: string, header: string, rows: number): number | undefined {
  if (!existsSync(path)) return undefined
  const file = openSync(path, 'r+')
  try {
    const first = Buffer.from(header)
    const own = Buffer.alloc(first.length)
    if (readSync(file, own, 0, own.length, 0) < own.length || !own.equals(first)) return undefined
    const piece = Buffer.alloc(PIECE)
    let found = 0
    let at = first.length
    for (let read = readSync(file, piece, 0, PIECE, at); read > 0; read = readSync(file, piece, 0, PIECE, at)) {
      for (let end = piece.indexOf(LINE_END); end >= 0 && end < read; end = piece.indexOf(LINE_END, end + 1)) {
        found++
        if (found < rows) continue
        ftruncateSync(file, at + end + 1)
        return found
      }
      at += read
    }
    return found
  } finally {
    closeSync(file)
  }
}

import { closeSync, readSync } from 'node:fs'
import { basename } from 'node:path'
import type { WireLog } from '../browser/ui/wire.js'
import { findLog } from '../rundir/find-log.js'
import { LARGEST, openRunFile } from '../rundir/run-file.js'
import { visibleLines } from '../util/visible.js'

/** Bytes of a log that are sent at once. */
const PIECE = 256 * 1024

/**
 * A piece of a run's log, as text that nothing obeys: what would colour a terminal is left out.
 * @param at what goes on from the byte `from`, or what ends before the byte `before`; default: the end of the log
 * @throws RunFileError where it is not read
 */
export function readLog(dir: string, at: { from?: number | undefined; before?: number | undefined } = {}): WireLog {
  const file = findLog(dir)
  if (file === undefined) return { name: null, text: '', from: 0, to: 0, size: 0 }
  const { fd, size } = openRunFile(dir, file, LARGEST.whole)
  try {
    const end = Math.min(size, at.before ?? size)
    // A log that became shorter was made anew: its end is what is new.
    const from = at.from !== undefined && at.from <= size ? at.from : undefined
    const start = Math.max(0, Math.min(end, from ?? end - PIECE))
    const bytes = Buffer.alloc(Math.min(PIECE, end - start))
    const read = readSync(fd, bytes, 0, bytes.length, start)
    const whole = wholeLines(bytes.subarray(0, read), { cutStart: from === undefined && start > 0 })
    const first = start + whole.byteOffset - bytes.byteOffset
    const text = visibleLines(withoutColours(whole.toString('utf8')))
    return { name: basename(file), text, from: first, to: first + whole.length, size }
  } finally {
    closeSync(fd)
  }
}

/** Up to the last line that is complete, and, where the start was cut, from the first one on. */
function wholeLines(bytes: Buffer, { cutStart }: { cutStart: boolean }): Buffer {
  const start = cutStart ? bytes.indexOf(10) + 1 : 0
  const end = bytes.lastIndexOf(10) + 1
  // A line that is longer than a piece is shown in parts.
  return end > start ? bytes.subarray(start, end) : bytes.subarray(start)
}

/** ECMA-48: control sequences, and the strings that set titles and links. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find
const SEQUENCES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\|\r(?=\n)/g

export function withoutColours(text: string): string {
  return text.replace(SEQUENCES, '')
}

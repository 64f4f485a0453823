import { join } from 'node:path'
import type { RunNotes } from '../browser/ui/wire.js'
import { NOTES } from '../rundir/layout.js'
import { RunFileError, readRunFile, writeRunFile } from '../rundir/run-file.js'
import { stampOf } from '../rundir/run-index.js'

/** Bytes that are sent: nobody writes more by hand. */
export const LARGEST_NOTES = 64 * 1024

/** Bytes of the file, in which each tag has a line of its own. */
const LARGEST_FILE = 4 * LARGEST_NOTES

/** Of a run about which nobody said anything. */
export const NO_NOTES: RunNotes = Object.freeze({ name: '', tags: [], notes: '' })

/** Changes whenever the notes do; undefined where there are none. */
export function notesStamp(dir: string): string | undefined {
  return stampOf(join(dir, NOTES))
}

/** What a user said of a run; nothing where the file is not there, or not ours. */
export function readNotes(dir: string): RunNotes {
  try {
    return parseNotes(JSON.parse(readRunFile(dir, NOTES, LARGEST_FILE).toString('utf8'))) ?? NO_NOTES
  } catch (error) {
    if (error instanceof RunFileError || error instanceof SyntaxError) return NO_NOTES
    throw error
  }
}

/**
 * Saves it beside the run: a reader sees what was there before, or all of it.
 * @throws RunFileError where the directory takes no file
 */
export function writeNotes(dir: string, notes: RunNotes): void {
  writeRunFile(join(dir, NOTES), `${JSON.stringify(notes, null, 2)}\n`)
}

/** Undefined where it is not what `notes.json` holds. */
export function parseNotes(value: unknown): RunNotes | undefined {
  const { name, tags, notes } = (value ?? {}) as Partial<Record<keyof RunNotes, unknown>>
  if (typeof name !== 'string' || typeof notes !== 'string' || !Array.isArray(tags)) return undefined
  const words = tags.map((tag) => (typeof tag === 'string' ? tag.trim() : ''))
  if (words.includes('')) return undefined
  return { name: name.trim(), tags: [...new Set(words)], notes }
}

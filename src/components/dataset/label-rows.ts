import { fileError } from '../../formats/file-error.js'
import type { Label, LabelledRows } from '../../training/dataset.js'
import { shortList } from '../../util/short-list.js'
import type { TableRows } from './source.js'

/**
 * Rows of a file with their labels as the files of a task have them.
 * @param own labels of the task's classes.
 * @param nameOf what the files call a label.
 * @throws ConfigError for the first row whose label is none of the task's.
 */
export function labelRows(
  { values, places, labels, lineOf }: TableRows,
  file: string,
  own: readonly Label[],
  nameOf: (label: number) => Label = (label) => label,
): LabelledRows {
  const named = labels && Array.from(labels, nameOf)
  const known = new Set(own)
  const wrong = named?.findIndex((label) => !known.has(label)) ?? -1
  if (!named || wrong < 0) return { values, places, labels: named }
  const message = `label ${named[wrong]} is none of the task's: ${shortList(own.map(String))}`
  throw fileError(file, message, { place: { line: lineOf(places[wrong] as number), column: 1 } })
}

import { fileError } from '../../../formats/file-error.js'

/**
 * @param offset where the labels begin in the file's content.
 * @throws ConfigError for the first label that is not one of `0 … classes − 1`.
 */
export function checkByteLabels(labels: Uint8Array, file: string, classes: number, offset: number): void {
  const row = labels.findIndex((label) => label >= classes)
  if (row < 0) return
  const message = `the label of row ${row} is ${labels[row]}, but must be a class from 0 to ${classes - 1}`
  throw fileError(file, message, { place: { byte: offset + row } })
}

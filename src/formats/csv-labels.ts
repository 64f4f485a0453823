import { byCodePoints } from '../util/by-code-points.js'
import { shortList } from '../util/short-list.js'
import { didYouMean } from '../util/suggest.js'
import { CsvFaults, holdsNothing, labelFault } from './csv-faults.js'
import type { CsvTable } from './csv-table.js'
import { fileError } from './file-error.js'

/** A column of classes. */
export interface CsvLabels {
  /** The class of each row; −1: it is missing. */
  labels: Int32Array
  /** Names of the classes; null: they are numbers. */
  names: readonly string[] | null
  /** One more than the largest class. */
  classes: number
}

export interface CsvLabelOptions {
  /**
   * Classes that there may be; null: they are numbers. Default: those in the column, names where one of them is no
   * number.
   */
  names?: readonly string[] | null
  /** How many classes there may be, where they are numbers. */
  classes?: number
  /** A row without a class has class −1. Default: it is an error. */
  keepMissing?: boolean
}

const numbersHint = "dataset=combined and dataset=multi_output learn numbers: 'loss: mse' in dataset.tasks"

/** The most classes that a column may hold. */
export const maxClasses = 2 ** 16

/**
 * The classes in a column: numbers from 0 on, or names, which are numbered in the order of their code points.
 * @throws ConfigError with the (at most 20) fields that hold no class.
 */
export function readLabels(table: CsvTable, column: number, options: CsvLabelOptions = {}): CsvLabels {
  const names = options.names === undefined && !holdsText(table, column) ? null : options.names
  return names === null ? numberedLabels(table, column, options) : namedLabels(table, column, { ...options, names })
}

function holdsText(table: CsvTable, column: number): boolean {
  let found = false
  table.eachField((scanner, _, at) => {
    if (at === column) found = Number.isNaN(table.numberIn(scanner)) && !holdsNothing(scanner)
    return !found
  })
  return found
}

function numberedLabels(
  table: CsvTable,
  column: number,
  { classes = maxClasses, keepMissing = false }: CsvLabelOptions,
): CsvLabels {
  const labels = new Int32Array(table.rows)
  const faults = new CsvFaults(table.file)
  let largest = -1
  table.eachField((scanner, row, at) => {
    if (at !== column) return true
    const label = table.numberIn(scanner)
    if (Number.isInteger(label) && label >= 0 && label < classes) {
      labels[row] = label
      largest = Math.max(largest, label)
      return true
    }
    labels[row] = -1
    if (keepMissing && holdsNothing(scanner)) return true
    const [message, hint] = labelFault(scanner, `a class from 0 to ${classes - 1}`)
    return faults.add(scanner, message, hint ?? (label % 1 ? numbersHint : undefined))
  })
  faults.throwAny()
  return { labels, names: null, classes: largest + 1 }
}

function namedLabels(
  table: CsvTable,
  column: number,
  { names, keepMissing = false }: { names: readonly string[] | undefined; keepMissing?: boolean },
): CsvLabels {
  const numbers = new Map((names ?? []).map((name, number) => [name, number]))
  const labels = new Int32Array(table.rows)
  const faults = new CsvFaults(table.file)
  table.eachField((scanner, row, at) => {
    if (at !== column) return true
    const text = scanner.text()
    const number = numbers.get(text)
    labels[row] = number ?? -1
    if (number !== undefined) return true
    if (holdsNothing(scanner)) return keepMissing || faults.add(scanner, ...labelFault(scanner, 'the name of a class'))
    if (names) {
      const wanted = `one of the classes ${shortList(names)}`
      return faults.add(scanner, `the label is '${text}', but must be ${wanted}`, didYouMean(text, names))
    }
    if (numbers.size === maxClasses) {
      const message = `the column of classes holds more than ${maxClasses} different texts`
      throw fileError(table.file, message, { hint: 'is another column meant? label_column names it' })
    }
    labels[row] = numbers.size
    numbers.set(text, numbers.size)
    return true
  })
  faults.throwAny()
  if (names) return { labels, names, classes: names.length }
  const found = [...numbers.keys()].sort(byCodePoints)
  const places = new Map(found.map((name, number) => [name, number]))
  const sorted = Int32Array.from(numbers.keys(), (name) => places.get(name) as number)
  return {
    labels: labels.map((label) => (label < 0 ? -1 : (sorted[label] as number))),
    names: found,
    classes: found.length,
  }
}

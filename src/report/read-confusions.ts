import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readCsvRecords } from '../formats/csv-cells.js'
import { readRunFile } from '../rundir/run-file.js'
import { ConfigError } from '../util/diagnostic.js'

/** Bytes: more cells than that holds are no picture. */
const LARGEST_TABLE = 2 ** 20
const MOST_TABLES = 64
const PREDICTED = 'predicted_'
/** How names of files begin by default, before that of the task. */
const OF_TASK = 'confusion_task_'

/** A confusion matrix among the results of a run. */
export interface SavedConfusions {
  /** Relative to the run's directory. */
  readonly file: string
  /** The task's name or id, where the file has the name that it has by default. */
  readonly task: string | null
  readonly classes: readonly string[]
  /** By true and predicted class. */
  readonly counts: readonly (readonly number[])[]
}

/** Confusion matrices among the results of a run, by their files' names. */
export function readConfusions(dir: string): SavedConfusions[] {
  return tablesOf(join(dir, 'results')).flatMap((name) => readMatrix(dir, join('results', name)) ?? [])
}

function tablesOf(folder: string): string[] {
  try {
    const { compare } = new Intl.Collator('en', { numeric: true })
    const names = readdirSync(folder).filter((name) => name.endsWith('.csv'))
    return names.sort(compare).slice(0, MOST_TABLES)
  } catch {
    // A run that has not been tested has none.
    return []
  }
}

/** Undefined where it is another table. */
function readMatrix(dir: string, file: string): SavedConfusions | undefined {
  try {
    const [header, ...rows] = readCsvRecords(readRunFile(dir, file, LARGEST_TABLE), file)
    if (header?.[0] !== 'true_class' || rows.length === 0) return undefined
    return {
      file,
      task: taskOf(basename(file, '.csv')),
      classes: header.slice(1).map((name) => (name.startsWith(PREDICTED) ? name.slice(PREDICTED.length) : name)),
      counts: rows.map((row) => row.slice(1).map(Number)),
    }
  } catch (error) {
    if (error instanceof ConfigError) return undefined
    throw error
  }
}

function taskOf(name: string): string | null {
  return name.startsWith(OF_TASK) ? name.slice(OF_TASK.length) : null
}

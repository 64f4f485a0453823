import { counted } from '../../util/counted.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { shortList } from '../../util/short-list.js'
import type { DataSource } from './source.js'

/** The classes of one task, by their labels in its data set; undefined: all. */
interface TaskLabels {
  source: DataSource
  labels: readonly number[] | undefined
}

/** The classes of a data set with their rows, for a message: `daisy (99 rows), lily (1 row)`. */
export function describeClasses(source: DataSource): string {
  return describe(source, [...countRows(source).keys()])
}

/**
 * Warnings of data sets whose classes are what their files happen to hold: of classes with rows that no task takes,
 * and of those without rows that a task takes. One label with a slip of the pen makes both.
 * @param all the tasks, whether they are trained or not
 * @param used data sets of tasks that take part in the run
 */
export function classWarnings(all: readonly TaskLabels[], used: readonly DataSource[]): Diagnostic[] {
  const told: DataSource[] = []
  return used.flatMap((source) => {
    if (!source.classesAreFound || told.some((other) => haveSameLabels(source, other))) return []
    told.push(source)
    const tasks = all.filter((task) => haveSameLabels(task.source, source))
    const counts = countRows(source)
    const every = [...counts.keys()]
    const taken = new Set(tasks.flatMap(({ labels }) => labels ?? every))
    const leftOut = every.filter((label) => !taken.has(label) && counts[label] !== 0)
    const empty = every.filter((label) => taken.has(label) && counts[label] === 0)
    return [...leftOutOf(source, leftOut), ...withoutRows(source, empty)]
  })
}

function leftOutOf(source: DataSource, labels: readonly number[]): Diagnostic[] {
  if (labels.length === 0) return []
  const left = `gives no task ${ofClasses(labels)} ${describe(source, labels)} of ${source.name}`
  const message = `dataset.class_split ${left}, which has ${describeClasses(source)}: is a label misspelt?`
  return [{ code: 'classes-left-out', severity: 'warning', path: 'dataset.class_split', message }]
}

function withoutRows(source: DataSource, labels: readonly number[]): Diagnostic[] {
  if (labels.length === 0) return []
  const names = shortList(labels.map((label) => nameOf(source, label)))
  const message = `${source.name} has no rows of ${ofClasses(labels)} ${names}`
  return [{ code: 'classes-without-rows', severity: 'warning', path: 'dataset', message }]
}

function ofClasses(labels: readonly number[]): string {
  return labels.length === 1 ? 'class' : `${labels.length} classes`
}

function describe(source: DataSource, labels: readonly number[]): string {
  const counts = countRows(source)
  return shortList(labels.map((label) => `${nameOf(source, label)} (${counted(counts[label] as number, 'row')})`))
}

function nameOf({ classNames }: DataSource, label: number): string {
  return classNames?.[label] ?? String(label)
}

/** Rows of each label in all parts; those that are left out do not count. */
function countRows(source: DataSource): number[] {
  const counts: number[] = Array.from({ length: source.classes }, () => 0)
  for (const labels of labelsOf(source)) {
    for (const label of labels) if (label >= 0) counts[label] = (counts[label] ?? 0) + 1
  }
  return counts
}

function labelsOf({ train, validation, test }: DataSource) {
  return [train, validation, test].flatMap((part) => (part ? [part.labels] : []))
}

/** Tasks that name one column of one file each have a data set of their own. */
function haveSameLabels(one: DataSource, other: DataSource): boolean {
  if (one === other) return true
  if (one.name !== other.name || one.classes !== other.classes) return false
  const others = labelsOf(other)
  return labelsOf(one).every((labels, part) => labels.every((label, row) => label === others[part]?.[row]))
}

import type { RecordedMeasure, RecordedResults } from '../rundir/run-record.js'

/** By which a task is judged where it has no accuracy: the first that it has. */
const PREFERRED = ['rmse', 'mae', 'r2', 'auroc', 'f1', 'balanced_acc'] as const

/** The number by which methods are compared on a task. */
export interface TaskFigure {
  /** As in names of columns: `acc`, `rmse`. */
  name: string
  value: number
  /** Whether more is better. */
  higher: boolean
}

/** Everything that a test measured, by task: accuracy and loss first. */
export function allMeasures({ acc, loss_cls, measures = [] }: RecordedResults): RecordedMeasure[] {
  return [
    { name: 'acc', better: 'higher', tasks: acc },
    { name: 'loss', better: 'lower', tasks: loss_cls },
    ...measures,
  ]
}

/** A task's accuracy where it has one, else what other metrics found of it, else its loss. */
export function figureOf(results: RecordedResults, task: string): TaskFigure | undefined {
  const all = allMeasures(results).filter(({ tasks }) => typeof tasks[task] === 'number')
  const order = ['acc', ...PREFERRED, ...all.map(({ name }) => name).filter((name) => name !== 'loss'), 'loss']
  const name = order.find((wanted) => all.some((each) => each.name === wanted))
  const found = all.find((each) => each.name === name)
  return found && { name: found.name, value: found.tasks[task] as number, higher: found.better === 'higher' }
}

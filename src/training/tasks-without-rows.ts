import { counted } from '../util/counted.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { streamOf, tasksOf } from './evaluation-loop.js'
import type { Loop } from './loop.js'

/** A warning where tasks will have no figures of a stage, since the data set has no rows for it. */
export function tasksWithoutRows(loop: Loop, stage: 'validation' | 'test'): Diagnostic[] {
  const { options, generator } = loop.state
  if ((stage === 'test' ? options.limit_test_batches : options.limit_val_batches) === 0) return []
  const tasks = tasksOf(loop, stage)
  // A copy, because counting must not draw from the run's own generator.
  const without = tasks.filter((taskId) => streamOf(loop, stage, taskId, generator.clone()).length === 0)
  if (without.length === 0) return []
  const message = `${whoHas(without)} no ${stage} rows: there will be no ${stage} figures of them`
  return [{ code: 'no-rows', severity: 'warning', path: '', message }]
}

function whoHas(tasks: readonly number[]): string {
  if (tasks.length > 10) return `${counted(tasks.length, 'task')} have`
  return tasks.length === 1 ? `task ${tasks[0]} has` : `tasks ${tasks.join(', ')} have`
}

import { targetKind } from '../../nn/losses/task-loss.js'
import type { MetricSetup } from '../../training/metric.js'
import type { Diagnostic } from '../../util/diagnostic.js'

/** What a metric's tasks must be: of two classes, of classes, of labels; null: any of these. */
export type TaskKind = 'binary' | 'multiclass' | 'multilabel' | null

/** @returns an error for each task with classes or labels that is not of the kind that is asked for */
export function checkTaskKind(kind: TaskKind, setup: MetricSetup, path: string): Diagnostic[] {
  if (kind === null) return []
  return setup.tasks.flatMap((taskId): Diagnostic[] => {
    const found = otherKind(kind, taskId, setup)
    if (found === undefined) return []
    const name = setup.taskName?.(taskId) ?? String(taskId)
    const message = `${path}.task is ${kind}: for ${inWords[kind]}, but task ${name} has ${found}`
    const hint = `++${path}.task=null takes each task as it is`
    return [{ code: 'other-task-kind', path: `${path}.task`, message, hint }]
  })
}

const inWords = { binary: 'tasks of two classes', multiclass: 'tasks of classes', multilabel: 'tasks of labels' }

/** What a task has instead, in words; undefined where it fits, or is measured in numbers and left out anyway. */
function otherKind(kind: 'binary' | 'multiclass' | 'multilabel', taskId: number, setup: MetricSetup) {
  const target = setup.loss ? targetKind(setup.loss(taskId)) : 'class'
  if (target === 'numbers') return undefined
  const count = setup.numClasses(taskId)
  const isLabels = target === 'labels'
  if (kind === 'multiclass') return isLabels ? 'labels' : undefined
  if (kind === 'multilabel') return isLabels ? undefined : 'classes'
  // One label is there or not: two classes, too.
  if (count === (isLabels ? 1 : 2)) return undefined
  return `${count} ${isLabels ? 'labels' : 'classes'}`
}

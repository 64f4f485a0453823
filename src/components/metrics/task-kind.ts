import { type TargetKind, targetKind } from '../../nn/losses/task-loss.js'
import type { MetricSetup } from '../../training/metric.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { orList } from '../../util/or-list.js'

/** What a metric's tasks must be: of two classes, of classes, of labels; null: any of these. */
export type TaskKind = 'binary' | 'multiclass' | 'multilabel' | null

/** What a metric's tasks must be. */
export interface AskedTasks {
  /** Default: null, any that it fits. */
  task?: TaskKind
  /** How many classes each task with classes must have. Default: null, any number. */
  num_classes?: number | null
  /** How many labels each task with labels must have. Default: null, any number. */
  num_labels?: number | null
}

/** @returns an error for each task with classes or labels that is not of the kind, or has not the number, asked for */
export function checkTaskKind(asked: AskedTasks, setup: MetricSetup, path: string): Diagnostic[] {
  return setup.tasks.flatMap((taskId): Diagnostic[] => {
    const name = setup.taskName?.(taskId) ?? String(taskId)
    const { task: kind = null } = asked
    const found = kind === null ? undefined : otherKind(kind, taskId, setup)
    if (kind !== null && found !== undefined) {
      const message = `${path}.task is ${kind}: for ${inWords[kind]}, but task ${name} has ${found}`
      const hint = `++${path}.task=null takes each task as it is`
      return [{ code: 'other-task-kind', path: `${path}.task`, message, hint }]
    }
    const target = setup.loss ? targetKind(setup.loss(taskId)) : 'class'
    if (target === 'numbers') return []
    const [key, things] =
      target === 'labels' ? (['num_labels', 'labels'] as const) : (['num_classes', 'classes'] as const)
    const [count, wanted] = [setup.numClasses(taskId), asked[key] ?? null]
    if (wanted === null || wanted === count) return []
    const message = `${path}.${key} is ${wanted}, but task ${name} has ${count} ${things}`
    const hint = `++${path}.${key}=null takes each task as it is`
    return [{ code: 'other-task-kind', path: `${path}.${key}`, message, hint }]
  })
}

const things: Readonly<Record<TargetKind, string>> = { class: 'classes', labels: 'labels', numbers: 'numbers' }

/** What measures tasks of each kind. */
const nearest: Readonly<Record<TargetKind, string>> = {
  class: 'polyhead.metrics.Accuracy',
  labels: 'polyhead.metrics.F1',
  numbers: 'polyhead.metrics.RMSE',
}

/**
 * A metric leaves the tasks out that it does not fit. One that fits no task of the data set would never say anything:
 * it was not meant. A run that has only some of the tasks may leave out those that it fits.
 */
export function checkFits(fits: readonly TargetKind[], setup: MetricSetup, path: string): Diagnostic[] {
  const { tasks, allTasks = tasks, loss } = setup
  const kinds = [...new Set(allTasks.map((taskId) => (loss ? targetKind(loss(taskId)) : 'class')))]
  if (kinds.length === 0 || kinds.some((each) => fits.includes(each))) return []
  const wanted = orList(fits.map((one) => things[one]))
  const found = kinds.map((one) => things[one]).join(' and ')
  const message = `${path}._target_ is for tasks with ${wanted}, but those of the data set have ${found}`
  const others = kinds.map((one) =>
    kinds.length > 1 ? `'${nearest[one]}' is for ${things[one]}` : `'${nearest[one]}' is for these`,
  )
  const hint = `${others.join(', ')}; '~${path}' leaves this one out`
  return [{ code: 'other-task-kind', path: `${path}._target_`, message, hint }]
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

import * as tf from '@tensorflow/tfjs-core'
import type { Batch, EvaluationOutputs } from './algorithm.js'
import { limitBatches } from './batch-limit.js'
import type { ArrayBatch, BatchStream } from './dataset.js'
import type { EvaluationStage } from './evaluation-steps.js'
import { explainAgain } from './first-non-finite.js'
import { type Loop, lossOf, metricSetup } from './loop.js'
import type { Measure, MetricValues } from './metric.js'
import { PendingResults } from './pending-results.js'
import { requireFiniteLoss } from './require-finite.js'
import { disposeOutputs } from './step-tensors.js'
import { TaskMeans } from './task-means.js'

/** What an evaluation measured. */
export interface EvaluationResult {
  /**
   * By task id, in the order of evaluation: means over the task's rows (over its batches with
   * `metrics.compat=clarena`). Tasks without rows, or without classes, are missing.
   */
  acc: ReadonlyMap<number, number>
  /** By task id, in the same order, of all tasks that have rows. */
  loss_cls: ReadonlyMap<number, number>
  /** Rows that were looked at. */
  rows: ReadonlyMap<number, number>
  /** Means over the tasks that have rows, each weighing the same; null where none has. */
  averages: { readonly acc: number | null; readonly loss_cls: number | null }
  /** What the metrics gave, by logged name. */
  values: Readonly<MetricValues>
  /** A test: what the metrics measured beside accuracy and loss. */
  measures: readonly Measure[]
}

/** How many batches of each task a stage will take. */
export function evaluationBatches(loop: Loop, stage: EvaluationStage): number[] {
  const { options, generator } = loop.state
  const [key, limit] =
    stage === 'validation'
      ? ([
          options.overfit_batches === null ? 'trainer.limit_val_batches' : 'trainer.overfit_batches',
          options.limit_val_batches,
        ] as const)
      : (['trainer.limit_test_batches', options.limit_test_batches] as const)
  // a copy, because counting must not draw from the run's own generator
  return tasksOf(loop, stage).map((taskId) =>
    limitBatches(key, limit, streamOf(loop, stage, taskId, generator.clone()).length),
  )
}

/**
 * Evaluates task by task. Draws from `generator` what torch's data loaders would.
 * @param limits batches of each task, in the order of the tasks.
 */
export async function evaluate(
  loop: Loop,
  stage: EvaluationStage,
  limits: readonly number[],
  generator = loop.state.generator,
): Promise<EvaluationResult> {
  const { state, algorithm, hooks, metrics } = loop
  const tasks = tasksOf(loop, stage)
  const setup = metricSetup(loop, tasks)
  for (const metric of metrics) {
    if (stage === 'test') metric.onTestStart?.(setup)
    else metric.onValidationStart?.({ ...setup, sanity: state.sanityChecking })
  }
  await hooks.call(stage === 'test' ? 'onTestStart' : 'onValidationStart', state, algorithm)
  const figures = { acc: new TaskMeans(tasks), loss_cls: new TaskMeans(tasks), rows: new Map<number, number>() }
  for (const [index, taskId] of tasks.entries()) {
    if (limits[index] === 0) continue
    const stream = streamOf(loop, stage, taskId, generator)
    await evaluateTask(loop, stage, { index, taskId, stream, limit: limits[index] as number, figures })
  }
  const values: MetricValues = {}
  for (const metric of metrics) {
    Object.assign(values, stage === 'test' ? await metric.onTestEnd?.() : metric.onValidationEnd?.())
  }
  const { acc, loss_cls, rows } = figures
  return {
    acc: acc.compute(),
    loss_cls: loss_cls.compute(),
    rows,
    averages: { acc: acc.average(), loss_cls: loss_cls.average() },
    values,
    measures: stage === 'test' ? metrics.flatMap((metric) => metric.measures?.() ?? []) : [],
  }
}

interface TaskRun {
  index: number
  taskId: number
  stream: BatchStream
  limit: number
  /** Filled in. */
  figures: { acc: TaskMeans; loss_cls: TaskMeans; rows: Map<number, number> }
}

async function evaluateTask(loop: Loop, stage: EvaluationStage, run: TaskRun): Promise<void> {
  const { state, algorithm, hooks, metrics, compat } = loop
  const { taskId, figures } = run
  const pending = new PendingResults(async (result, at) => {
    await requireFiniteLoss(loop, stage, result, at)
    const weight = compat === 'clarena' ? 1 : result.rows
    if (result.acc !== undefined) figures.acc.update(taskId, result.acc, weight)
    figures.loss_cls.update(taskId, result.loss_cls, compat === 'clarena' ? 1 : (result.mass ?? result.rows))
    figures.rows.set(taskId, (figures.rows.get(taskId) ?? 0) + result.rows)
    for (const metric of metrics) {
      if (stage === 'test') metric.onTestBatch?.(result)
      else metric.onValidationBatch?.(result)
    }
  }, lossOf(loop.dataset))
  const hook = stage === 'test' ? 'onTestBatchEnd' : 'onValidationBatchEnd'
  let batchIdx = 0
  try {
    for await (const arrays of run.stream) {
      const batch = toBatch(arrays, loop.dataset.sampleShape)
      let outputs: EvaluationOutputs | undefined
      try {
        outputs = loop.evaluation.run(batch, { stage, batchIdx, index: run.index })
        if (hooks.has(hook)) await hooks.call(hook, state, algorithm, outputs, batch, batchIdx, run.index)
        await pending.push({
          ...outputs,
          taskIds: taskId,
          y: arrays.y.slice(0, arrays.size),
          targets: arrays.targets?.slice(),
          explain: () => explainAgain(algorithm, batch[0], { stage: 'test', taskIds: taskId }),
          epoch: state.currentEpoch,
          batchIdx,
          step: state.loggedStep,
        })
      } finally {
        if (outputs) disposeOutputs(outputs)
        batch[0].dispose()
      }
      await loop.breath.take()
      if (++batchIdx >= run.limit) break
    }
    await pending.flush()
  } finally {
    pending.discard()
  }
}

/** Uploads one batch; labels stay where they are. */
export function toBatch(arrays: ArrayBatch, sampleShape: readonly number[]): Batch {
  const { x, y, taskIds, targets, size, pairs = size } = arrays
  const tensor = tf.tensor(x.length === size * count(sampleShape) ? x : x.subarray(0, size * count(sampleShape)), [
    size,
    ...sampleShape,
  ])
  return [
    tensor,
    y.length === pairs ? y : y.subarray(0, pairs),
    taskIds.length === pairs ? taskIds : taskIds.subarray(0, pairs),
    targets,
  ]
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** The tasks that a stage evaluates. */
export function tasksOf(loop: Loop, stage: EvaluationStage): readonly number[] {
  return stage === 'test' ? loop.dataset.evalTasks : loop.algorithm.trainTasks
}

/** The rows of a task on which a stage evaluates it. */
export function streamOf(
  loop: Loop,
  stage: EvaluationStage,
  taskId: number,
  generator: Loop['state']['generator'],
): BatchStream {
  return stage === 'test' ? loop.dataset.testBatches(taskId, generator) : loop.dataset.valBatches(taskId, generator)
}

import * as tf from '@tensorflow/tfjs-core'
import type { Batch, EvaluationOutputs } from './algorithm.js'
import { limitBatches } from './batch-limit.js'
import type { ArrayBatch, BatchStream } from './dataset.js'
import { type Loop, metricSetup } from './loop.js'
import { type MetricValues, RunningMean } from './metric.js'
import { PendingResults } from './pending-results.js'

/** One task's figures: means over its rows (over its batches with `metrics.compat=clarena`). */
interface TaskResult {
  taskId: number
  rows: number
  acc: number
  loss_cls: number
}

export interface EvaluationResult {
  /** By task id, in the order of evaluation; tasks of which no batches are left are missing. */
  acc: ReadonlyMap<number, number>
  loss_cls: ReadonlyMap<number, number>
  /** Rows that were looked at. */
  rows: ReadonlyMap<number, number>
  /** Means over the tasks, each weighing the same. */
  averages: { readonly acc: number; readonly loss_cls: number }
  /** What the metrics gave, by logged name. */
  values: Readonly<MetricValues>
}

type EvaluationStage = 'validation' | 'test'

/** How many batches of each task a stage will take. */
export function evaluationBatches(loop: Loop, stage: EvaluationStage): number[] {
  const { options, generator } = loop.state
  const [key, limit] =
    stage === 'validation'
      ? (['trainer.limit_val_batches', options.limit_val_batches] as const)
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
  const results: TaskResult[] = []
  for (const [index, taskId] of tasks.entries()) {
    if (limits[index] === 0) continue
    const stream = streamOf(loop, stage, taskId, generator)
    results.push(await evaluateTask(loop, stage, { index, taskId, stream, limit: limits[index] as number }))
  }
  const values: MetricValues = {}
  for (const metric of metrics) {
    Object.assign(values, stage === 'test' ? await metric.onTestEnd?.() : metric.onValidationEnd?.())
  }
  return {
    acc: byTask(results, 'acc'),
    loss_cls: byTask(results, 'loss_cls'),
    rows: byTask(results, 'rows'),
    averages: { acc: average(results, 'acc'), loss_cls: average(results, 'loss_cls') },
    values,
  }
}

interface TaskRun {
  index: number
  taskId: number
  stream: BatchStream
  limit: number
}

async function evaluateTask(loop: Loop, stage: EvaluationStage, run: TaskRun): Promise<TaskResult> {
  const { state, algorithm, hooks, metrics, compat } = loop
  const acc = new RunningMean()
  const lossCls = new RunningMean()
  let rows = 0
  const pending = new PendingResults((result) => {
    const weight = compat === 'clarena' ? 1 : result.rows
    acc.update(result.acc, weight)
    lossCls.update(result.loss_cls, weight)
    rows += result.rows
    for (const metric of metrics) {
      if (stage === 'test') metric.onTestBatch?.(result)
      else metric.onValidationBatch?.(result)
    }
  })
  const hook = stage === 'test' ? 'onTestBatchEnd' : 'onValidationBatchEnd'
  let batchIdx = 0
  try {
    for await (const arrays of run.stream) {
      const batch = toBatch(arrays, loop.dataset.sampleShape)
      const outputs = step(loop, stage, batch, batchIdx, run.index)
      // before the results are handed over: hooks may read them
      if (hooks.has(hook)) await hooks.call(hook, state, algorithm, outputs, batch, batchIdx, run.index)
      await pending.push({
        ...outputs,
        ...{ rows: arrays.size, taskId: run.taskId, y: arrays.y.slice(0, arrays.size) },
        ...{ epoch: state.currentEpoch, batchIdx, step: state.loggedStep },
      })
      batch[0].dispose()
      await loop.breath.take()
      if (++batchIdx >= run.limit) break
    }
    await pending.flush()
  } finally {
    pending.discard()
  }
  return { taskId: run.taskId, rows, acc: acc.compute(), loss_cls: lossCls.compute() }
}

function step(loop: Loop, stage: EvaluationStage, batch: Batch, batchIdx: number, index: number): EvaluationOutputs {
  return tf.tidy(() => {
    const { preds, loss_cls, acc } =
      stage === 'test'
        ? loop.algorithm.testStep(batch, batchIdx, index)
        : loop.algorithm.validationStep(batch, batchIdx, index)
    // kept by hand: tidy's types know only plain containers
    for (const tensor of [preds, loss_cls, acc]) tf.keep(tensor)
    return { preds, loss_cls, acc } as unknown as tf.TensorContainer
  }) as unknown as EvaluationOutputs
}

/** Uploads one batch; labels stay where they are. */
export function toBatch(arrays: ArrayBatch, sampleShape: readonly number[]): Batch {
  const { x, y, taskIds, size } = arrays
  const tensor = tf.tensor(x.length === size * count(sampleShape) ? x : x.subarray(0, size * count(sampleShape)), [
    size,
    ...sampleShape,
  ])
  return [
    tensor,
    y.length === size ? y : y.subarray(0, size),
    taskIds.length === size ? taskIds : taskIds.subarray(0, size),
  ]
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

function tasksOf(loop: Loop, stage: EvaluationStage): readonly number[] {
  return stage === 'test' ? loop.dataset.evalTasks : loop.algorithm.trainTasks
}

function streamOf(
  loop: Loop,
  stage: EvaluationStage,
  taskId: number,
  generator: Loop['state']['generator'],
): BatchStream {
  return stage === 'test' ? loop.dataset.testBatches(taskId, generator) : loop.dataset.valBatches(taskId, generator)
}

function byTask(results: readonly TaskResult[], key: keyof TaskResult): Map<number, number> {
  return new Map(results.map((result) => [result.taskId, result[key]]))
}

function average(results: readonly TaskResult[], key: 'acc' | 'loss_cls'): number {
  const mean = new RunningMean()
  for (const result of results) mean.update(result[key])
  return mean.compute()
}

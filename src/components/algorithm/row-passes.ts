import type { NamedTensorMap, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { recordsStep } from '../../compile/host-work.js'
import { type Backward, withBackwardPasses } from '../../nn/backward-passes.js'
import { LinearUses } from '../../nn/layers/linear-uses.js'
import type { Stage } from '../../nn/module.js'
import type { Parameter } from '../../nn/parameter.js'
import type { Batch, TrainingOutputs } from '../../training/algorithm.js'
import { labelValues } from '../../training/step-tensors.js'
import type { StepModel } from './step-model.js'
import { meanOutputs } from './step-outputs.js'
import { keptPasses } from './task-gradients.js'
import { filledRows, taskMembers } from './task-members.js'
import { TaskRows } from './task-rows.js'

/** A shared layer, with what went in, and what came back at its output. */
interface Layer {
  weight: Parameter
  bias: Parameter | null
  x: Tensor2D
  slope: Tensor2D
}

/** What the passes gave: the caller disposes the tensors. */
export interface RowResults {
  outputs: TrainingOutputs
  /** What the gradients are computed of, by name. */
  kept: NamedTensorMap
  /** Those that the losses are of, ascending: while a step is recorded, all; else those that have rows. */
  tasks: readonly number[]
}

/**
 * The passes of a step where tasks share linear layers alone. A row is of one task, and its part in the gradient of a
 * linear layer is what went into the layer times what came back: so one backward pass for all tasks goes as far as the
 * layers' outputs, and what is wanted of the tasks' gradients follows from that.
 */
export class RowPasses {
  readonly #ascending: readonly number[]
  #layers: readonly Pick<Layer, 'weight' | 'bias'>[] = []

  constructor(readonly model: StepModel) {
    this.#ascending = [...model.tasks].sort((a, b) => a - b)
  }

  /** The outputs are without what the layers gave while a step is recorded. */
  run(batch: Batch, stage: Stage = 'train'): RowResults {
    const ids = labelValues(batch[2])
    const tasks = recordsStep() ? this.#ascending : new TaskRows(this.model.tasks, ids).taskIds
    const passes = withBackwardPasses((backward) => this.#passes(backward, batch, { tasks, stage }))
    const { layers, headGradients, ...seen } = passes
    this.#layers = layers
    const kept: NamedTensorMap = { losses: seen.losses }
    for (const [i, { value }] of headGradients.entries()) kept[`own ${i}`] = value
    for (const [i, { x, slope }] of layers.entries()) {
      // The step does not compute what it is given.
      if (x.dataId === batch[0].dataId) x.dispose()
      else kept[`x ${i}`] = x
      if (slope) kept[`slope ${i}`] = slope
    }
    return { outputs: meanOutputs(seen, ids, tasks), kept, tasks }
  }

  #passes(backward: Backward, batch: Batch, { tasks, stage }: { tasks: readonly number[]; stage: Stage }) {
    const { backbone, heads, shared, own, means } = this.model
    const ids = labelValues(batch[2])
    const watched = new LinearUses(shared, ids.length)
    const { feature, activations } = watched.during(() => backbone.forward(batch[0], { stage, taskIds: ids }))
    const logits = heads.forward(feature, ids)
    const losses = means(logits, batch, tasks)
    const { uses } = watched
    const found = backward(tf.sum(losses), [...own.map(({ variable }) => variable), ...uses.map(({ probe }) => probe)])
    const layers = uses.map(({ weight, bias, x, slope }) => ({ weight, bias, x: tf.keep(tf.clone(x)), slope }))
    const preds = tf.argMax(logits, 1) as Tensor1D
    const seen = recordsStep() ? new Map<string, Tensor>() : activations
    return { ...keptPasses({ own }, { preds, losses, activations: seen, ofOwn: found }), layers }
  }

  /** Visits the layers at which something came back. */
  eachLayer([given]: Batch, kept: NamedTensorMap, visit: (layer: Layer, place: number) => void): void {
    for (const [i, { weight, bias }] of this.#layers.entries()) {
      const slope = kept[`slope ${i}`] as Tensor2D | undefined
      const x = (kept[`x ${i}`] ?? tf.reshape(given, [-1, weight.variable.shape[0] as number])) as Tensor2D
      if (slope) visit({ weight, bias, x, slope }, i)
    }
  }

  /** Each task's gradients of shared parameters, `[tasks, …shape]`: zeros of a task without rows. */
  ofTasks(batch: Batch, kept: NamedTensorMap, tasks: readonly number[]): Map<Parameter, Tensor> {
    const ids = labelValues(batch[2])
    const members = taskMembers(ids, tasks, filledRows(ids))
    const found = new Map<Parameter, Tensor>()
    this.eachLayer(batch, kept, ({ x, slope, weight, bias }) => {
      const slopes = tf.mul<tf.Tensor3D>(members.of(slope), members.there)
      found.set(weight, tf.matMul(members.of(x), slopes, true, false))
      if (bias) found.set(bias, tf.sum(slopes, 1))
    })
    return found
  }

  /** On what the shapes of these depend. */
  static formOfTasks(batch: Batch): string {
    return `up to ${filledRows(labelValues(batch[2]))} rows a task`
  }
}

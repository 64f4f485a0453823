import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostConstant, hostTensor, type Numbers } from '../../compile/host-work.js'
import type { Gradient, Parameter } from '../../nn/parameter.js'
import type { Combination } from '../../nn/weighting.js'
import type { Batch } from '../../training/algorithm.js'
import type { StepModel } from './step-model.js'

/** What the host made of the tasks' gradients. */
export interface Decided extends Combination {
  /** By ascending task id. */
  taskIds: readonly number[]
}

/** Gradients that follow from what was decided, which is asked for again for each step that is replayed. */
export class DecidedGradients {
  constructor(
    private readonly model: StepModel,
    private readonly decided: () => Decided,
  ) {}

  /** The shared parameters', as they were given one after another. */
  direct(direction: () => ArrayLike<number>): Gradient[] {
    let offset = 0
    return this.model.shared.map((parameter) => {
      const { shape, size } = parameter.variable
      const start = offset
      offset += size
      const fill = (values: Numbers) => {
        values.set((direction() as Float32Array | Float64Array).subarray(start, start + size))
      }
      return { parameter, value: hostTensor(shape, 'float32', fill) }
    })
  }

  /** Of the parameters that are one task's. @param kept the gradients of their task's own loss: `own 0` … */
  own(batch: Batch, kept: NamedTensorMap): Gradient[] {
    const { own } = this.model
    const presence = this.model.presence(own, batch)
    return own.map((parameter, i) => {
      const present = presence.get(parameter)
      return { parameter, value: this.#scaled(kept[`own ${i}`] as Tensor, parameter), ...(present && { present }) }
    })
  }

  /** Of the weighting's parameters. */
  ofWeighting(parameters: readonly Parameter[]): Gradient[] {
    return parameters.map((parameter, i) => {
      const fill = (values: Numbers) => {
        const given = this.decided().ownGradients?.[i]
        if (given) values.set(given)
        else values.fill(0)
      }
      return { parameter, value: hostTensor(parameter.variable.shape, 'float32', fill) }
    })
  }

  /** Of one task's parameter: scaled where the weighting says so. */
  #scaled(value: Tensor, { segments }: Parameter): Tensor {
    const isScaled = hostConstant(() => this.decided().headFactors !== undefined)
    if (!isScaled || !segments) return tf.clone(value)
    const columns = hostTensor([value.shape.at(-1) as number], 'float32', (factors) => {
      const { taskIds, headFactors } = this.decided()
      for (const { taskId, offset, size } of segments) {
        factors.fill(headFactors?.[taskIds.indexOf(taskId)] ?? 0, offset, offset + size)
      }
    })
    const scaled = tf.mul(value, columns)
    columns.dispose()
    return scaled
  }
}

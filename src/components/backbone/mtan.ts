import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Linear } from '../../nn/layers/linear.js'
import { TaskBackbone, type TaskFeatures } from './task-backbone.js'

/** A task's attention to one layer. */
interface Attention {
  inner: Linear
  outer: Linear
}

/**
 * One perceptron that all tasks share, and for each task and layer a mask of its own: with u the layer's output before
 * its activation and p after it, m = sigmoid(V·act(U·[u, a of the layer before])) and a = m ⊙ p. The last a is the
 * feature.
 */
export class MTAN extends TaskBackbone {
  #layers: Linear[] = []
  /** By task, then layer. */
  #attention: Attention[][] = []

  protected override build(): void {
    this.#layers = this.layers('backbone', this.widths)
    this.#attention = this.taskIds.map((taskId) =>
      this.widths.slice(1).map((width, i) => {
        const name = `backbone.attention.${taskId}.${i}`
        const inputs = i === 0 ? width : width + (this.widths[i] as number)
        return {
          inner: this.layer(`${name}.inner`, [inputs, width], taskId),
          outer: this.layer(`${name}.outer`, [width, width], taskId),
        }
      }),
    )
  }

  protected override taskFeatures(x: Tensor2D, lanes: readonly number[]): TaskFeatures {
    const activations = new Map<string, Tensor>()
    const features = new Map<number, Tensor2D>()
    let here = x
    for (const [i, layer] of this.#layers.entries()) {
      const before = layer.forward(here)
      here = this.activation(before) as Tensor2D
      activations.set(`fc/${i}`, here)
      for (const lane of lanes) {
        const { inner, outer } = (this.#attention[lane] as Attention[])[i] as Attention
        const last = features.get(lane)
        const seen = last ? tf.concat([before, last], 1) : before
        const mask = tf.sigmoid(outer.forward(this.activation(inner.forward(seen)) as Tensor2D))
        features.set(lane, tf.mul<Tensor2D>(mask, here))
      }
    }
    return { features, activations }
  }
}

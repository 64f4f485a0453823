import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { normalizeAtOnce } from '../../compile/batch-norm-kernels.js'
import { ConfigError } from '../../util/diagnostic.js'
import type { Buffer, Parameter } from '../parameter.js'
import { newBuffer, newCounter, newParameter } from './new-parameter.js'

/** Torch's defaults. */
const epsilon = 1e-5
const momentum = 0.1

/** How many rows have variance, of which each gives so many values of a feature. */
export function batchNormRows(valuesPerRow: number): number {
  return Math.ceil(2 / valuesPerRow)
}

/** `torch.nn.BatchNorm1d` and `BatchNorm2d`: over all axes but the last. */
export class BatchNorm {
  /** `[features]` */
  readonly weight: Parameter
  /** `[features]` */
  readonly bias: Parameter
  /** `[features]` */
  readonly runningMean: Buffer
  /** `[features]`, unbiased. */
  readonly runningVar: Buffer
  /** Counts training batches. */
  readonly batches: Buffer

  /** @param name torch's name of the module: `backbone.fc_bn.0`. */
  constructor(
    name: string,
    /** Size of the last axis. */
    readonly features: number,
  ) {
    this.weight = newParameter(`${name}.weight`, [features], 'same', new Float32Array(features).fill(1))
    this.bias = newParameter(`${name}.bias`, [features], 'same', new Float32Array(features))
    this.runningMean = newBuffer(`${name}.running_mean`, new Float32Array(features))
    this.runningVar = newBuffer(`${name}.running_var`, new Float32Array(features).fill(1))
    this.batches = newCounter(`${name}.num_batches_tracked`)
  }

  /** Weight, then bias. */
  parameters(): Parameter[] {
    return [this.weight, this.bias]
  }

  /** Mean, variance, count. */
  buffers(): Buffer[] {
    return [this.runningMean, this.runningVar, this.batches]
  }

  /**
   * @param x `[…, features]`
   * @param training normalises by the batch's statistics, and moves the running ones towards them; else by the running
   *   ones.
   */
  forward(x: Tensor, training: boolean): Tensor {
    const rows = x.size / this.features
    if (training) this.#requireRows(rows)
    const whole = training ? this.#atOnce(x, rows) : undefined
    if (whole) return whole
    const flat = tf.reshape(x, [rows, this.features]) as Tensor2D
    const [mean, variance] = training
      ? this.#observe(flat, rows)
      : ([this.runningMean.variable, this.runningVar.variable] as unknown as [Tensor1D, Tensor1D])
    const deviation = tf.sqrt(tf.add(variance, epsilon)) as Tensor1D
    const normalized = normalize(flat, mean, deviation, this.weight.variable, this.bias.variable, training)
    return tf.reshape(normalized, x.shape)
  }

  #requireRows(rows: number): void {
    if (rows >= 2) return
    throw new ConfigError({
      code: 'batch-norm-needs-rows',
      path: 'dataset.batch_size',
      message: `batch normalization ('${this.weight.name.replace(/\.weight$/, '')}') needs more than one value per feature while training`,
      hint: 'use a batch_size above 1, or ++backbone.batch_normalization=false',
    })
  }

  /** By one kernel of the backend; undefined where it has none. */
  #atOnce(x: Tensor, rows: number): Tensor | undefined {
    const image = (x.rank === 4 ? x : tf.reshape(x, [rows, 1, 1, this.features])) as Tensor4D
    const observe = (mean: Tensor, variance: Tensor) => this.#remember(mean, variance)
    const normalized = normalizeAtOnce([image, this.weight.variable, this.bias.variable], epsilon, observe)
    return normalized && tf.reshape(normalized, x.shape)
  }

  /** The batch's mean and (biased) variance; the running variance takes the unbiased one. */
  #observe(x: Tensor2D, rows: number): [mean: Tensor1D, variance: Tensor1D] {
    const mean = columnMeans(x)
    const variance = columnMeans(tf.square(tf.sub(x, mean)) as Tensor2D)
    this.#remember(mean, tf.mul(variance, rows / (rows - 1)))
    return [mean, variance]
  }

  /** Moves the running statistics towards a batch's. */
  #remember(mean: Tensor, variance: Tensor): void {
    const blend = (buffer: Buffer, observed: Tensor) => {
      const old = buffer.variable
      old.assign(tf.add(tf.mul(old, 1 - momentum), tf.mul(observed, momentum)))
    }
    blend(this.runningMean, mean)
    blend(this.runningVar, variance)
    this.batches.variable.assign(tf.add(this.batches.variable, tf.scalar(1, 'int32')))
  }
}

/**
 * (x − mean) / deviation · weight + bias. Where `training`, mean and deviation are functions of x: their gradient is
 * in.
 */
function normalize(
  x: Tensor2D,
  mean: Tensor1D,
  deviation: Tensor1D,
  weight: tf.Variable,
  bias: tf.Variable,
  training: boolean,
): Tensor2D {
  return tf.customGrad((...args) => {
    const [input, scale, shift, save] = args as unknown as [Tensor2D, Tensor1D, Tensor1D, tf.GradSaveFunc]
    const normal = tf.div(tf.sub(input, mean), deviation) as Tensor2D
    save([normal, scale, deviation])
    const gradFunc = (dy: Tensor, saved: Tensor[]) => {
      const [xhat, gamma, spread] = saved as [Tensor2D, Tensor1D, Tensor1D]
      const dBias = columnSums(dy as Tensor2D)
      const dWeight = columnSums(tf.mul(dy, xhat) as Tensor2D)
      const rows = xhat.shape[0]
      const centred = training ? tf.sub(tf.sub(dy, tf.div(dBias, rows)), tf.mul(xhat, tf.div(dWeight, rows))) : dy
      return [tf.mul(centred, tf.div(gamma, spread)), dWeight, dBias]
    }
    return { value: tf.add(tf.mul(normal, scale), shift), gradFunc }
  })(x, weight as unknown as Tensor, bias as unknown as Tensor) as Tensor2D
}

function columnMeans(x: Tensor2D): Tensor1D {
  return tf.div(columnSums(x), x.shape[0])
}

function columnSums(x: Tensor2D): Tensor1D {
  return tf.sum(x, 0)
}

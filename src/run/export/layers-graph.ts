import type { TensorData } from '../../nn/parameter.js'
import { ConfigError } from '../../util/diagnostic.js'

/** A weight as TensorFlow.js keeps it. */
export interface LayerWeight {
  /** `<layer>/kernel` */
  name: string
  shape: readonly number[]
  data: Float32Array
}

interface LayerJson {
  class_name: string
  name: string
  config: Record<string, unknown>
  inbound_nodes: [layer: string, node: number, tensor: number, options: object][][]
}

/** What a layer gives, which the next one takes. */
export interface Output {
  /** The layer that gave it. */
  layer: string
  /** One sample: `[features]` or `[height, width, channels]`. */
  shape: readonly number[]
}

const CHANNELS_LAST = { data_format: 'channels_last', trainable: true }

/** torch's `eps` of batch norm. */
const EPSILON = 1e-5

/**
 * Builds a LayersModel of TensorFlow.js, layer by layer, from torch's weights. Layers are named as in torch.
 * Methods throw ConfigError where the weights are not those of such a layer.
 */
export class LayersGraph {
  readonly input: Output
  readonly #weights: LayerWeight[] = []
  readonly #layers: LayerJson[] = []
  readonly #state: ReadonlyMap<string, TensorData>
  readonly #used = new Set<string>()

  /** @param sampleShape `[features]` or `[height, width, channels]` */
  constructor(state: ReadonlyMap<string, TensorData>, sampleShape: readonly number[]) {
    this.#state = state
    this.input = { layer: 'input', shape: sampleShape }
    const config = { batch_input_shape: [null, ...sampleShape], dtype: 'float32', sparse: false, name: 'input' }
    this.#layers.push({ class_name: 'InputLayer', name: 'input', config, inbound_nodes: [] })
  }

  /** `torch.nn.Linear`. Of an image, in torch's order: all of a channel before the next. */
  linear(from: Output, name: string): Output {
    const weight = this.#take(`${name}.weight`)
    const [outputs, inputs] = weight.shape as [number, number]
    this.#check(`${name}.weight`, inputs, product(from.shape))
    const flat = from.shape.length === 1 ? from : this.#flatten(from, name)
    const rows = rowOrder(from.shape, inputs)
    const kernel = new Float32Array(inputs * outputs)
    for (let row = 0; row < inputs; row++) {
      const source = rows(row)
      for (let column = 0; column < outputs; column++) {
        kernel[row * outputs + column] = (weight.data as Float32Array)[column * inputs + source] as number
      }
    }
    const bias = this.#optional(`${name}.bias`)
    this.#keep(`${name}/kernel`, [inputs, outputs], kernel)
    if (bias) this.#keep(`${name}/bias`, [outputs], bias.data as Float32Array)
    const config = { units: outputs, activation: 'linear', use_bias: bias !== undefined, trainable: true }
    return this.#add('Dense', name, config, [flat], [outputs])
  }

  /** `torch.nn.Conv2d` with a square filter. */
  conv2d(from: Output, name: string, { stride = 1, padding = 0 } = {}): Output {
    const weight = this.#take(`${name}.weight`)
    const [outputs, inputs, size] = weight.shape as [number, number, number]
    this.#check(`${name}.weight`, inputs, from.shape[2])
    const area = size * size
    const kernel = new Float32Array(weight.data.length)
    for (let output = 0; output < outputs; output++) {
      for (let channel = 0; channel < inputs; channel++) {
        for (let at = 0; at < area; at++) {
          const there = (at * inputs + channel) * outputs + output
          kernel[there] = (weight.data as Float32Array)[(output * inputs + channel) * area + at] as number
        }
      }
    }
    const bias = this.#optional(`${name}.bias`)
    this.#keep(`${name}/kernel`, [size, size, inputs, outputs], kernel)
    if (bias) this.#keep(`${name}/bias`, [outputs], bias.data as Float32Array)
    const padded = padding > 0 ? this.pad(from, `${name}.padding`, padding) : from
    const config = {
      filters: outputs,
      kernel_size: [size, size],
      strides: [stride, stride],
      padding: 'valid',
      dilation_rate: [1, 1],
      activation: 'linear',
      use_bias: bias !== undefined,
      ...CHANNELS_LAST,
    }
    return this.#add('Conv2D', name, config, [padded], [...windows(padded.shape, size, stride), outputs])
  }

  /** `torch.nn.BatchNorm1d` and `BatchNorm2d`, by the running statistics. */
  batchNorm(from: Output, name: string): Output {
    const parts = { gamma: 'weight', beta: 'bias', moving_mean: 'running_mean', moving_variance: 'running_var' }
    for (const [ours, theirs] of Object.entries(parts)) {
      const { shape, data } = this.#take(`${name}.${theirs}`)
      this.#keep(`${name}/${ours}`, shape, data as Float32Array)
    }
    this.#used.add(`${name}.num_batches_tracked`)
    const config = { axis: -1, momentum: 0.9, epsilon: EPSILON, center: true, scale: true, trainable: true }
    return this.#add('BatchNormalization', name, config, [from], from.shape)
  }

  /** Zeros on each side. */
  pad(from: Output, name: string, padding: number): Output {
    const [height, width, channels] = from.shape as [number, number, number]
    const shape = [height + 2 * padding, width + 2 * padding, channels]
    const sides = [padding, padding]
    return this.#add('ZeroPadding2D', name, { padding: [sides, sides], ...CHANNELS_LAST }, [from], shape)
  }

  maxPool(from: Output, name: string, size: number, stride: number): Output {
    const config = { pool_size: [size, size], strides: [stride, stride], padding: 'valid', ...CHANNELS_LAST }
    const shape = [...windows(from.shape, size, stride), from.shape[2] as number]
    return this.#add('MaxPooling2D', name, config, [from], shape)
  }

  /** The mean over an image. */
  averageAll(from: Output, name: string): Output {
    return this.#add('GlobalAveragePooling2D', name, CHANNELS_LAST, [from], [from.shape[2] as number])
  }

  sum(name: string, left: Output, right: Output): Output {
    return this.#add('Add', name, { trainable: true }, [left, right], left.shape)
  }

  product(name: string, left: Output, right: Output): Output {
    return this.#add('Multiply', name, { trainable: true }, [left, right], left.shape)
  }

  /** Features behind one another. */
  concat(name: string, parts: readonly Output[]): Output {
    if (parts.length === 1) return parts[0] as Output
    const width = parts.reduce((sum, { shape }) => sum + (shape[0] as number), 0)
    return this.#add('Concatenate', name, { axis: -1, trainable: true }, parts, [width])
  }

  /** Σₑ sharesₑ · partsₑ. @param shares `[parts]` */
  mix(name: string, shares: Output, parts: readonly Output[]): Output {
    this.#check(name, shares.shape[0] as number, parts.length)
    const config = { axes: [1, 1], normalize: false, trainable: true }
    return this.#add('Dot', name, config, [shares, this.#stack(name, parts)], (parts[0] as Output).shape)
  }

  /** Σᵤ mᵣᵤ · partsᵤ, with m a square matrix of the weights, and r one of its rows. */
  stitch(name: string, matrix: string, row: number, parts: readonly Output[]): Output {
    const { shape, data } = this.#take(matrix)
    const count = parts.length
    this.#check(matrix, shape[0] as number, count)
    const [width] = (parts[0] as Output).shape as [number]
    const stacked = this.#stack(name, parts)
    const turned = this.#add('Permute', `${name}.turned`, { dims: [2, 1], trainable: true }, [stacked], [width, count])
    this.#keep(`${name}/kernel`, [count, 1], (data as Float32Array).slice(row * count, (row + 1) * count))
    const config = { units: 1, activation: 'linear', use_bias: false, trainable: true }
    return this.#flatten(this.#add('Dense', name, config, [turned], [width, 1]), name)
  }

  /** A linear layer that this model leaves out. */
  leaveOut(name: string): void {
    this.#take(`${name}.weight`)
    this.#optional(`${name}.bias`)
  }

  /** A layer without weights that changes each number alone. */
  pointwise(from: Output, name: string, className: string, config: Record<string, unknown>): Output {
    return this.#add(className, name, { ...config, trainable: true }, [from], from.shape)
  }

  /** Names under a prefix that no layer has taken. */
  unused(prefix: string): string[] {
    return [...this.#state.keys()].filter((name) => name.startsWith(prefix) && !this.#used.has(name))
  }

  /** The error of weights that are another network's. */
  misfit(why: string): ConfigError {
    const message = `the saved weights do not fit the run's config: ${why}`
    return new ConfigError({ code: 'weights-do-not-fit', path: '', message })
  }

  /** What `model.json` has as `modelTopology`, and the weights: of the layers on which the output depends. */
  model(name: string, output: Output): { topology: Record<string, unknown>; weights: readonly LayerWeight[] } {
    const needed = new Set([this.input.layer, output.layer])
    // A layer comes after those that it takes from.
    for (const layer of this.#layers.toReversed()) {
      if (needed.has(layer.name)) for (const [from] of layer.inbound_nodes[0] ?? []) needed.add(from)
    }
    const config = {
      name,
      layers: this.#layers.filter((layer) => needed.has(layer.name)),
      input_layers: [[this.input.layer, 0, 0]],
      output_layers: [[output.layer, 0, 0]],
    }
    return {
      topology: { class_name: 'Model', config, keras_version: 'tfjs-layers 4', backend: 'tensor_flow.js' },
      weights: this.#weights.filter((weight) => needed.has(weight.name.slice(0, weight.name.lastIndexOf('/')))),
    }
  }

  /** Features as `[parts, width]`. */
  #stack(name: string, parts: readonly Output[]): Output {
    const [width] = (parts[0] as Output).shape as [number]
    const shape = [parts.length, width]
    const config = { target_shape: shape, trainable: true }
    return this.#add('Reshape', `${name}.stacked`, config, [this.concat(`${name}.parts`, parts)], shape)
  }

  #flatten(from: Output, name: string): Output {
    return this.#add('Flatten', `${name}.flatten`, CHANNELS_LAST, [from], [product(from.shape)])
  }

  #add(
    className: string,
    name: string,
    config: Record<string, unknown>,
    from: readonly Output[],
    shape: readonly number[],
  ): Output {
    const inbound = from.map(({ layer }): LayerJson['inbound_nodes'][0][0] => [layer, 0, 0, {}])
    this.#layers.push({ class_name: className, name, config: { name, ...config }, inbound_nodes: [inbound] })
    return { layer: name, shape }
  }

  #keep(name: string, shape: readonly number[], data: Float32Array): void {
    this.#weights.push({ name, shape, data })
  }

  #optional(name: string): TensorData | undefined {
    this.#used.add(name)
    return this.#state.get(name)
  }

  #take(name: string): TensorData {
    const found = this.#optional(name)
    if (!found) throw this.misfit(`they lack '${name}'`)
    return found
  }

  #check(name: string, inputs: number, given: number | undefined): void {
    if (inputs !== given) throw this.misfit(`'${name}' takes ${inputs} inputs, but gets ${given}`)
  }
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, length) => all * length, 1)
}

/** Height and width after windows without padding. */
function windows(shape: readonly number[], size: number, stride: number): number[] {
  return shape.slice(0, 2).map((length) => Math.floor((length - size) / stride) + 1)
}

/** Which of torch's inputs the n-th one is: TensorFlow.js flattens pixel by pixel. */
function rowOrder(shape: readonly number[], inputs: number): (row: number) => number {
  const channels = shape.length === 3 ? (shape[2] as number) : 1
  const pixels = inputs / channels
  return (row) => (row % channels) * pixels + Math.floor(row / channels)
}

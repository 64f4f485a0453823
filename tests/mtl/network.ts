import * as tf from '@tensorflow/tfjs-core'
import { JointLearning } from '../../src/components/algorithm/joint-learning.js'
import { MLP } from '../../src/components/backbone/mlp.js'
import { HeadsMTL } from '../../src/components/heads/heads-mtl.js'
import { DWA } from '../../src/components/weighting/dwa.js'
import { FAMO } from '../../src/components/weighting/famo.js'
import { GeometricMean } from '../../src/components/weighting/geometric-mean.js'
import { GradDrop } from '../../src/components/weighting/graddrop.js'
import { GradNorm } from '../../src/components/weighting/gradnorm.js'
import { GradVac } from '../../src/components/weighting/gradvac.js'
import { IMTLL } from '../../src/components/weighting/imtl-l.js'
import { RLW } from '../../src/components/weighting/rlw.js'
import { Static } from '../../src/components/weighting/static.js'
import { STCH } from '../../src/components/weighting/stch.js'
import { Uncertainty } from '../../src/components/weighting/uncertainty.js'
import type { Optimizer } from '../../src/nn/optimizer.js'
import type { Parameter } from '../../src/nn/parameter.js'
import { loadStateDict } from '../../src/nn/state-dict.js'
import type { Weighting, WeightingSetup } from '../../src/nn/weighting.js'
import { Generator } from '../../src/util/generator.js'
import { tensorValues, type VectorTensor } from '../parity/read-vectors.js'
import { aggregator } from './methods.js'

export type VectorState = Record<string, VectorTensor>

export interface NetworkConfig {
  input_dim: number
  hidden_dims: number[]
  output_dim: number
  tasks: number[]
  num_classes: number[]
  activation?: string | null
  /** Weights of the method `static`. */
  static?: number[]
}

/** The weighting that the vectors call `method`; null: the algorithm's own default. */
export function weightingOf(
  method: string,
  settings: { static?: number[]; own?: number[] | undefined; normal?: number[][] | undefined } = {},
): Weighting | null {
  const own = settings.own
  if (method === 'joint') return null
  if (method === 'static') return new Static({ weights: settings.static ?? null })
  if (method === 'uw') return beginningWith(new Uncertainty(), own)
  if (method === 'imtl_l') return beginningWith(new IMTLL(), own)
  if (method === 'gls') return new GeometricMean()
  if (method === 'stch') return new STCH({ mu: 0.5 })
  if (method === 'famo') return new FAMO()
  if (method === 'graddrop') return new GradDrop()
  if (method === 'dwa') return new DWA()
  if (method === 'rlw') return new DrawnRLW(settings.normal ?? [])
  if (method === 'gradvac') return new GradVac()
  if (method === 'gradnorm') return new GradNorm()
  if (method === 'gradnorm_paper') return new GradNorm({ variant: 'paper' })
  return aggregator(method)
}

/** Of draws that were made elsewhere. */
class DrawnRLW extends RLW {
  #step = 0

  constructor(private readonly normal: readonly (readonly number[])[]) {
    super()
  }

  protected override draw(): number[] {
    return [...(this.normal[this.#step++] as readonly number[])]
  }
}

/** Its trained numbers set to those of the vector. */
function beginningWith<W extends Weighting & { parameters(): Parameter[] }>(
  weighting: W,
  own: number[] | undefined,
): W {
  const setup = weighting.setupTasks?.bind(weighting)
  weighting.setupTasks = (given: WeightingSetup) => {
    setup?.(given)
    if (own) weighting.parameters()[0]?.variable.assign(tf.tensor1d(own))
  }
  return weighting
}

/** The vectors' network, with what torch draws in the weighting's place. */
export function build(
  config: NetworkConfig,
  state: VectorState,
  {
    weighting,
    optimizer,
    draws,
  }: {
    weighting: Weighting | null
    optimizer: Optimizer
    draws: { seed: number; uniform?: () => Float32Array }
  },
): JointLearning {
  const { input_dim, hidden_dims, output_dim, tasks, num_classes } = config
  const { activation = 'ReLU' } = config
  const backbone = new MLP({ input_dim, hidden_dims, output_dim, activation_layer: activation })
  const heads = new HeadsMTL({ input_dim: output_dim })
  const { uniform } = draws
  const drawn = Object.assign(
    new Generator(draws.seed),
    uniform && { fillUniform: (values: Float32Array) => values.set(uniform()) },
  )
  const generator = Object.assign(new Generator(1), { stream: () => drawn })
  const algorithm = new JointLearning({ backbone, heads, weighting, generator })
  const numClasses = new Map(tasks.map((task, i) => [task, num_classes[i] as number]))
  algorithm.setupTasks({ taskIds: tasks, numClasses, optimizer })
  const tensors = Object.entries(state).map(([name, tensor]) => {
    const data = tensorValues(tensor) as Float32Array
    return [name, { dtype: 'float32', shape: tensor.shape, data }] as const
  })
  loadStateDict(algorithm, new Map(tensors), { strict: false })
  return algorithm
}

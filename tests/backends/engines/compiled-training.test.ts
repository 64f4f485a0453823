import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { JointLearning } from '../../../src/components/algorithm/joint-learning.js'
import { CNN } from '../../../src/components/backbone/cnn.js'
import { MLP } from '../../../src/components/backbone/mlp.js'
import { ProgressBar } from '../../../src/components/callbacks/progress-bar.js'
import { HeadsMTL } from '../../../src/components/heads/heads-mtl.js'
import { CyclicLR } from '../../../src/components/lr_scheduler/cyclic-lr.js'
import { StepLR } from '../../../src/components/lr_scheduler/step-lr.js'
import { Trainer, type TrainerParams } from '../../../src/components/trainer/trainer.js'
import * as optimizers from '../../../src/index.js'
import { BaseOptimizer } from '../../../src/nn/base-optimizer.js'
import type { Backbone } from '../../../src/nn/module.js'
import type { LRScheduler, Optimizer } from '../../../src/nn/optimizer.js'
import type { ParameterUpdate } from '../../../src/nn/parameter-update.js'
import { stateDict } from '../../../src/nn/state-dict.js'
import type { Batch, StepResult, TrainingOutputs } from '../../../src/training/algorithm.js'
import { Generator } from '../../../src/util/generator.js'
import { startBackend } from '../../helpers/backend.js'
import { classes, MixedRows } from './mixed-rows.js'

beforeAll(async () => {
  await startBackend()
})

interface Options {
  optimizer?: () => Optimizer
  scheduler?: () => LRScheduler
  backbone?: (generator: Generator) => Backbone
  shape?: readonly number[]
  trainer?: TrainerParams
}

const plainBackbone = (generator: Generator) => new MLP({ input_dim: 6, hidden_dims: [7], output_dim: 5, generator })

/** Trains for two epochs. @returns all weights, running statistics and the optimizer's state. */
async function train(compile: boolean, { optimizer, scheduler, backbone, shape, trainer }: Options) {
  const generator = new Generator(3)
  const made = (backbone ?? plainBackbone)(generator)
  const algorithm = new JointLearning({ backbone: made, heads: new HeadsMTL({ input_dim: made.outputDim, generator }) })
  algorithm.setupTasks({
    taskIds: [1, 2, 3],
    numClasses: classes,
    optimizer: optimizer?.() ?? new optimizers.SGD({ lr: 0.1 }),
    lrScheduler: scheduler?.(),
  })
  const tensors = tf.memory().numTensors
  const loop = new Trainer({ max_epochs: 2, num_sanity_val_steps: 0, generator, compile, ...trainer })
  const fitted = await loop.fit(algorithm, new MixedRows(shape ?? [6]))
  // but for the slots, which last
  const left = tf.memory().numTensors - tensors
  const state = new Map([...(await stateDict(algorithm)), ...(await algorithm.optimizer.stateDict())])
  const values = new Map([...state].map(([name, { data }]) => [name, Array.from(data as Float32Array, Number)]))
  algorithm.dispose()
  return { values, left, byOps: fitted.byOps, metrics: loop.state.metrics }
}

/** A step as one call gives what its operations give one by one, but for rounding. */
async function expectSame(options: Options, tolerance = 2e-6): Promise<void> {
  const [compiled, plain] = [await train(true, options), await train(false, options)]
  expect(compiled.byOps).toBeNull()
  expect(plain.byOps).toBe('trainer.compile=false')
  expect([...compiled.values.keys()]).toEqual([...plain.values.keys()])
  for (const [name, values] of compiled.values) {
    const expected = plain.values.get(name) as number[]
    const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] as number))), 0)
    const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1)
    expect(worst, name).toBeLessThanOrEqual(tolerance * scale)
  }
  expect(compiled.left).toBe(plain.left)
}

describe('a compiled step computes what its operations compute', () => {
  const variants: [string, Options][] = [
    ['SGD', {}],
    [
      'momentum of Nesterov, and a penalty',
      { optimizer: () => new optimizers.SGD({ lr: 0.1, momentum: 0.9, nesterov: true, weight_decay: 0.01 }) },
    ],
    ['Adam', { optimizer: () => new optimizers.Adam({ lr: 0.01 }) }],
    ['amsgrad', { optimizer: () => new optimizers.Adam({ lr: 0.01, amsgrad: true, weight_decay: 0.1 }) }],
    ['AdamW', { optimizer: () => new optimizers.AdamW({ lr: 0.01 }) }],
    ['Adamax', { optimizer: () => new optimizers.Adamax({ lr: 0.01 }) }],
    ['Adagrad', { optimizer: () => new optimizers.Adagrad({ lr: 0.05, lr_decay: 0.1 }) }],
    ['Adadelta', { optimizer: () => new optimizers.Adadelta({}) }],
    ['ASGD', { optimizer: () => new optimizers.ASGD({ lr: 0.05, t0: 4 }) }],
    ['NAdam', { optimizer: () => new optimizers.NAdam({ lr: 0.01 }) }],
    ['RAdam', { optimizer: () => new optimizers.RAdam({ lr: 0.01 }) }],
    ['RMSprop', { optimizer: () => new optimizers.RMSprop({ lr: 0.01, centered: true, momentum: 0.5 }) }],
    ['Rprop', { optimizer: () => new optimizers.Rprop({ lr: 0.01 }) }],
    ['param groups', { optimizer: () => new optimizers.SGD({ lr: 0.1, param_groups: { heads: { lr: 0.5 } } }) }],
    [
      'learning rates that change with each step',
      { scheduler: () => new StepLR({ step_size: 3, gamma: 0.5, interval: 'step' }) },
    ],
    [
      'momentum that changes with each step',
      {
        optimizer: () => new optimizers.SGD({ lr: 0.1, momentum: 0.9 }),
        scheduler: () => new CyclicLR({ base_lr: 0.01, max_lr: 0.2, step_size_up: 3, interval: 'step' }),
      },
    ],
    ['gradients clipped by norm', { trainer: { gradient_clip_val: 0.1 } }],
    ['gradients clipped by value', { trainer: { gradient_clip_val: 0.01, gradient_clip_algorithm: 'value' } }],
    [
      'accumulated gradients',
      { trainer: { accumulate_grad_batches: 4 }, optimizer: () => new optimizers.Adam({ lr: 0.01 }) },
    ],
    [
      'a frozen backbone',
      { backbone: (generator) => new MLP({ input_dim: 6, output_dim: 5, frozen: true, generator }) },
    ],
    [
      'batch normalization',
      { backbone: (generator) => new MLP({ input_dim: 6, output_dim: 5, batch_normalization: true, generator }) },
    ],
    [
      'dropout',
      { backbone: (generator) => new MLP({ input_dim: 6, hidden_dims: [7], output_dim: 5, dropout: 0.3, generator }) },
    ],
    [
      'convolutions',
      {
        backbone: (generator) => new CNN({ image_shape: [8, 8, 1], channels: [16, 16], output_dim: 5, generator }),
        shape: [8, 8, 1],
      },
    ],
    [
      'convolutions with batch normalization and dropout',
      {
        backbone: (generator) =>
          new CNN({
            image_shape: [6, 6, 2],
            channels: [3],
            output_dim: 5,
            batch_normalization: true,
            dropout: 0.2,
            activation_layer: 'ELU',
            generator,
          }),
        shape: [6, 6, 2],
      },
    ],
    ['validation within an epoch', { trainer: { val_check_interval: 2 } }],
    ['a progress bar', { trainer: { callbacks: { bar: new ProgressBar({}) }, enable_progress_bar: false } }],
  ]
  test.each(variants)('%s', async (_, options) => {
    await expectSame(options)
  })
})

describe('a step that cannot be one call runs operation by operation, and says why', () => {
  class Reading extends JointLearning {
    override trainingStep(batch: Batch): TrainingOutputs {
      const outputs = super.trainingStep(batch)
      return { ...outputs, loss: tf.mul(outputs.loss, (outputs.loss_cls.dataSync()[0] as number) > 0 ? 1 : 2) }
    }
  }
  class Undeclared extends JointLearning {
    override trainingStep(batch: Batch): TrainingOutputs {
      const outputs = super.trainingStep(batch)
      const factor = (batch[1] as Int32Array).reduce((sum, label) => sum + label, 1)
      return { ...outputs, loss: tf.mul(outputs.loss, factor) }
    }
  }
  class Keeping extends JointLearning {
    last: tf.Tensor | undefined
    override trainingStep(batch: Batch): TrainingOutputs {
      const outputs = super.trainingStep(batch)
      this.last?.dispose()
      this.last = tf.keep(tf.mul(outputs.loss, 2))
      return outputs
    }
  }
  class Sharing extends JointLearning {
    readonly own: tf.Variable[] = [tf.variable(tf.scalar(0), false), tf.variable(tf.scalar(0), false)]
    override trainingStep(batch: Batch): TrainingOutputs {
      const outputs = super.trainingStep(batch)
      const doubled = tf.mul(outputs.loss, 2)
      for (const variable of this.own) variable.assign(doubled)
      return outputs
    }
  }
  class FromBefore extends JointLearning {
    readonly factor = tf.scalar(0.5)
    override trainingStep(batch: Batch): TrainingOutputs {
      const outputs = super.trainingStep(batch)
      return { ...outputs, loss: tf.mul(outputs.loss, this.factor) }
    }
  }

  async function run(Algorithm: typeof JointLearning, compile: boolean, extra: TrainerParams = {}) {
    const generator = new Generator(3)
    const algorithm = new Algorithm({
      backbone: plainBackbone(generator),
      heads: new HeadsMTL({ input_dim: 5, generator }),
    })
    const optimizer = new optimizers.SGD({ lr: 0.01 })
    algorithm.setupTasks({ taskIds: [1, 2, 3], numClasses: classes, optimizer })
    const said: string[] = []
    const log = { info: (text: string) => said.push(text), debug() {}, warn() {}, error() {} }
    const context = { signal: new AbortController().signal, report: () => 'continue' as const, log }
    const trainer = new Trainer({ max_epochs: 1, num_sanity_val_steps: 0, generator, compile, context, ...extra })
    const { byOps } = await trainer.fit(algorithm, new MixedRows([6]))
    const weights = [...(await stateDict(algorithm)).values()].map(({ data }) => Array.from(data as Float32Array))
    algorithm.dispose()
    return { byOps, said, weights }
  }

  test.each([
    ['reads a tensor', Reading, 'the step reads a tensor'],
    ['depends on labels without saying so', Undeclared, 'two runs of the step differ'],
    ['keeps a tensor', Keeping, 'the step keeps a tensor for later'],
    ['gives one tensor to two variables', Sharing, 'the step gives one tensor to two variables'],
    ['has a tensor of its own', FromBefore, 'the step uses a tensor from before it'],
  ] as const)('an algorithm that %s', async (_, Algorithm, why) => {
    const [compiled, plain] = [await run(Algorithm, true), await run(Algorithm, false)]
    expect(compiled.byOps).toContain(why)
    expect(compiled.said.filter((text) => text.includes('operation by operation'))).toHaveLength(1)
    for (const [i, weights] of compiled.weights.entries()) {
      for (const [j, weight] of weights.entries()) expect(weight).toBeCloseTo(plain.weights[i]?.[j] as number, 5)
    }
  })

  test('an optimizer of a plugin that reads a learning rate only once, when that changes', async () => {
    class Once extends BaseOptimizer<{ lr: number }> {
      constructor() {
        super('Once', { lr: 0.1 }, { lr: 0.1 })
      }
      protected override update({ variable, gradient }: ParameterUpdate, { lr }: { lr: number }): void {
        variable.assign(tf.sub(variable, tf.mul(gradient, lr)))
      }
    }
    const options: Options = {
      optimizer: () => new Once(),
      scheduler: () => new StepLR({ step_size: 1, gamma: 0.5, interval: 'epoch' }),
    }
    const [compiled, plain] = [await train(true, options), await train(false, options)]
    expect(compiled.byOps).toBe('something that the form of a step depends on has changed')
    for (const [name, values] of compiled.values) {
      for (const [i, value] of values.entries())
        expect(value, name).toBeCloseTo(plain.values.get(name)?.[i] as number, 5)
    }
  })

  test('an algorithm that waits within its step, which runs once for each batch all the same', async () => {
    let calls = 0
    class Patient extends JointLearning {
      override async gradients(batch: Batch): Promise<StepResult> {
        calls++
        const result = await super.gradients(batch)
        await Promise.resolve()
        return result
      }
    }
    const patient = await run(Patient as typeof JointLearning, true)
    expect(patient.byOps).toBe('the algorithm waits within its step')
    expect(calls).toBe(6)
    const plain = await run(JointLearning, false)
    for (const [i, weights] of patient.weights.entries()) {
      for (const [j, weight] of weights.entries()) expect(weight).toBeCloseTo(plain.weights[i]?.[j] as number, 6)
    }
  })

  test('a callback that looks into it', async () => {
    const seen: number[] = []
    const probe = {
      onTrainBatchEnd: (...args: unknown[]) => void seen.push((args[2] as TrainingOutputs).activations.size),
    }
    expect((await run(JointLearning, true, { callbacks: { probe } })).byOps).toBe(
      'callbacks.probe looks at what a step gives',
    )
    expect(new Set(seen)).toEqual(new Set([2]))
  })
})

test('a loss that is not finite leaves the weights that it came from, and is explained', async () => {
  const left: number[][] = []
  for (const compile of [true, false]) {
    const generator = new Generator(3)
    const heads = new HeadsMTL({ input_dim: 5, generator })
    const algorithm = new JointLearning({ backbone: plainBackbone(generator), heads })
    algorithm.setupTasks({ taskIds: [1, 2, 3], numClasses: classes, optimizer: new optimizers.SGD({ lr: 1e22 }) })
    const trainer = new Trainer({ max_epochs: 1, num_sanity_val_steps: 0, generator, compile })
    const message = /the training loss became .* in epoch 1, batch \d.*; first not finite: (the weight|what the layer)/
    await expect(trainer.fit(algorithm, new MixedRows([6]))).rejects.toThrow(message)
    left.push([...(await stateDict(algorithm)).values()].flatMap(({ data }) => Array.from(data as Float32Array)))
    algorithm.dispose()
  }
  const [compiled, plain] = left as [number[], number[]]
  expect(compiled.map(Number.isFinite)).toEqual(plain.map(Number.isFinite))
  expect(compiled.some(Number.isFinite)).toBe(true)
})

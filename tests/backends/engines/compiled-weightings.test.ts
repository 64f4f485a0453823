import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { JointLearning } from '../../../src/components/algorithm/joint-learning.js'
import { CNN } from '../../../src/components/backbone/cnn.js'
import { CrossStitch } from '../../../src/components/backbone/cross-stitch.js'
import { MLP } from '../../../src/components/backbone/mlp.js'
import { MMoE } from '../../../src/components/backbone/mmoe.js'
import { HeadsMTL } from '../../../src/components/heads/heads-mtl.js'
import { Trainer, type TrainerParams } from '../../../src/components/trainer/trainer.js'
import { weightingManifests } from '../../../src/components/weighting/manifests.js'
import { SGD } from '../../../src/index.js'
import type { Backbone } from '../../../src/nn/module.js'
import { stateDict } from '../../../src/nn/state-dict.js'
import type { GradientWeighting, Weighting } from '../../../src/nn/weighting.js'
import { Generator } from '../../../src/util/generator.js'
import { startBackend } from '../../helpers/backend.js'
import { classes, MixedRows, RowsOfAll } from './mixed-rows.js'

beforeAll(async () => {
  await startBackend()
})

interface Options {
  weighting: () => Weighting
  backbone?: (generator: Generator) => Backbone
  shape?: readonly number[]
  trainer?: TrainerParams
  /** Default: of one task each. */
  rows?: 'of all tasks'
}

/** As wide as it must be for the rows to be few. */
const wide = (generator: Generator) => new MLP({ input_dim: 6, hidden_dims: [24], output_dim: 20, generator })

const convolutions: Pick<Options, 'shape' | 'backbone'> = {
  shape: [8, 8, 1],
  backbone: (generator) => new CNN({ image_shape: [8, 8, 1], channels: [4], output_dim: 5, generator }),
}
const normalized: Pick<Options, 'shape' | 'backbone'> = {
  shape: [8, 8, 1],
  backbone: (generator) =>
    new CNN({ image_shape: [8, 8, 1], channels: [4], output_dim: 5, batch_normalization: true, generator }),
}

/** Trains for three epochs. @returns all weights, the optimizer's state, and the weighting's own */
async function train(compile: boolean, { weighting, backbone = wide, shape = [6], trainer, rows }: Options) {
  const generator = new Generator(3)
  const made = backbone(generator)
  const own = weighting()
  const heads = new HeadsMTL({ input_dim: made.outputDim, generator })
  const algorithm = new JointLearning({ backbone: made, heads, weighting: own, generator })
  const optimizer = new SGD({ lr: 0.05, momentum: 0.9 })
  algorithm.setupTasks({ taskIds: [1, 2, 3], numClasses: classes, optimizer })
  const tensors = tf.memory().numTensors
  const loop = new Trainer({ max_epochs: 3, num_sanity_val_steps: 0, generator, compile, ...trainer })
  const { byOps } = await loop.fit(algorithm, rows ? new RowsOfAll(shape) : new MixedRows(shape))
  const left = tf.memory().numTensors - tensors
  const state = new Map([...(await stateDict(algorithm)), ...(await algorithm.optimizer.stateDict())])
  const values = new Map([...state].map(([name, { data }]) => [name, Array.from(data, Number)]))
  const kept = JSON.stringify(own.stateDict?.() ?? null, (_, value) =>
    typeof value === 'number' ? Number(value.toPrecision(3)) : value,
  )
  algorithm.dispose()
  return { values, left, byOps, kept, drawn: JSON.stringify(generator.getState()) }
}

async function expectSame(options: Options): Promise<void> {
  const [compiled, plain] = [await train(true, options), await train(false, options)]
  expect(compiled.byOps).toBeNull()
  expect(plain.byOps).toBe('trainer.compile=false')
  for (const [name, expected] of plain.values) {
    const values = compiled.values.get(name) as number[]
    const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] as number))), 0)
    const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1)
    expect(worst, name).toBeLessThanOrEqual(2e-5 * scale)
  }
  expect(compiled.kept).toBe(plain.kept)
  expect(compiled.drawn).toBe(plain.drawn)
  expect(compiled.left).toBe(plain.left)
}

const options = await Promise.all(
  weightingManifests.map(async ({ option, load }) => {
    const Class = (await load()) as new (params: object) => Weighting
    return [option, (params: object = {}) => new Class(params)] as const
  }),
)
const named = new Map(options)
const of = (option: string, params?: object) => () => (named.get(option) as (params?: object) => Weighting)(params)

describe('a compiled step of a weighting computes what its operations compute', () => {
  test.each(options)('%s', async (_option, make) => {
    await expectSame({ weighting: make })
  })

  const variants: [string, Options][] = [
    ['pcgrad with accumulated gradients', { weighting: of('pcgrad'), trainer: { accumulate_grad_batches: 4 } }],
    ['dwa with accumulated gradients', { weighting: of('dwa'), trainer: { accumulate_grad_batches: 4 } }],
    ['cagrad with gradients clipped by norm', { weighting: of('cagrad'), trainer: { gradient_clip_val: 0.1 } }],
    ['graddrop that leaks', { weighting: of('graddrop', { leak: [0.1, 0.5, 0] }) }],
    [
      'graddrop of a large layer',
      {
        weighting: of('graddrop'),
        backbone: (generator) => new MLP({ input_dim: 6, hidden_dims: [900], output_dim: 4, generator }),
      },
    ],
    ["the paper's gradnorm", { weighting: of('gradnorm', { variant: 'paper' }) }],
    ['stch that begins after an epoch', { weighting: of('stch', { variant: 'log_nadir', warmup_epoch: 0 }) }],
    ['stch with a reference', { weighting: of('stch', { preference: [1, 2, 3], reference: [0, 0.1, 0.2] }) }],
    ['famo with least losses', { weighting: of('famo', { min_losses: [0, 0.01, 0.02], lr: 0.5 }) }],
    [
      'upgrad with experts',
      {
        weighting: of('upgrad'),
        backbone: (generator) => new MMoE({ input_dim: 6, hidden_dims: [20], output_dim: 20, generator }),
      },
    ],
    [
      'mgda with dropout',
      {
        weighting: of('mgda'),
        backbone: (generator) => new MLP({ input_dim: 6, hidden_dims: [24], output_dim: 20, dropout: 0.3, generator }),
      },
    ],
    [
      'rlw with convolutions',
      {
        weighting: of('rlw'),
        shape: [8, 8, 1],
        backbone: (generator) => new CNN({ image_shape: [8, 8, 1], channels: [4], output_dim: 5, generator }),
      },
    ],
    ...(['pcgrad', 'mgda', 'graddrop', 'gradnorm'] as const).map((option): [string, Options] => [
      `${option} with convolutions`,
      { weighting: of(option), ...convolutions },
    ]),
    ['pcgrad with convolutions and batch norm', { weighting: of('pcgrad'), ...normalized }],
    [
      'nash_mtl with convolutions, accumulated gradients and a limit on their norm',
      { weighting: of('nash_mtl'), ...normalized, trainer: { accumulate_grad_batches: 2, gradient_clip_val: 0.1 } },
    ],
    [
      'upgrad with dropout, where there are many rows for the size of the network',
      {
        weighting: of('upgrad'),
        backbone: (generator) => new MLP({ input_dim: 6, output_dim: 3, dropout: 0.3, generator }),
      },
    ],
    [
      'cagrad with batch norm',
      {
        weighting: of('cagrad'),
        backbone: (generator) => new MLP({ input_dim: 6, output_dim: 5, batch_normalization: true, generator }),
      },
    ],
    [
      'imtl_g with networks that are stitched together',
      {
        weighting: of('imtl_g'),
        backbone: (generator) => new CrossStitch({ input_dim: 6, hidden_dims: [7], output_dim: 5, generator }),
      },
    ],
    ...(['pcgrad', 'graddrop', 'gradnorm'] as const).map((option): [string, Options] => [
      `${option} of rows that are of several tasks`,
      { weighting: of(option), rows: 'of all tasks' },
    ]),
    [
      'upgrad of rows that are of several tasks, with experts',
      {
        weighting: of('upgrad'),
        rows: 'of all tasks',
        backbone: (generator) => new MMoE({ input_dim: 6, hidden_dims: [7], output_dim: 5, generator }),
      },
    ],
  ]
  test.each(variants)('%s', async (_name, given) => {
    await expectSame(given)
  })

  test('a weighting that gives head factors in some steps only goes on by operations', async () => {
    let step = 0
    const sometimes = (): GradientWeighting => {
      step = 0
      return {
        looksAt: 'gradients',
        gramianOnly: true,
        combine: ({ lanes }) => {
          const weights = lanes.map((lane) => 1 + lane)
          return step++ > 4 ? { weights, headFactors: weights } : { weights }
        },
      }
    }
    const [compiled, plain] = [
      await train(true, { weighting: sometimes }),
      await train(false, { weighting: sometimes }),
    ]
    expect(compiled.byOps).toBe('something that the form of a step depends on has changed')
    for (const [name, expected] of plain.values) {
      for (const [i, value] of expected.entries()) expect(compiled.values.get(name)?.[i]).toBeCloseTo(value, 4)
    }
  })
})

import assert from 'node:assert/strict'
import * as tf from '@tensorflow/tfjs-core'
import type { Backbone, Stage } from '../nn/module.js'
import { loadStateDict, stateDict } from '../nn/state-dict.js'
import { ConfigError } from '../util/diagnostic.js'
import { Generator } from '../util/generator.js'
import { type Check, computingCheck } from './check.js'

/** How a backbone is looked at. */
export interface BackboneCheckOptions {
  /** One sample, as the data set would give it: `[features]` or `[height, width, channels]`. */
  sampleShape: readonly number[]
  /** It takes `frozen`, as `BaseBackbone` does. Default: true. */
  frozen?: boolean
}

/** What a backbone is made with, beside keys of its own. */
interface Given {
  generator: Generator
  frozen?: true
}

const rows = 4

/**
 * What every backbone must hold, whatever its layers: features of the width that it says, torch's names, weights that
 * are drawn from the run's generator and saved whole, gradients for every parameter, and an evaluation that sees each
 * row alone.
 * @param make a new backbone, with what the run passes in.
 */
export function backboneChecks(make: (given: Given) => Backbone, options: BackboneCheckOptions): Check[] {
  const { sampleShape, frozen = true } = options
  const batch = (count = rows, shape = sampleShape) => samples([count, ...shape])
  const features = (backbone: Backbone, stage: Stage, x: () => tf.Tensor = batch) =>
    tf.tidy(() => Array.from(backbone.forward(x(), { stage }).feature.dataSync()))
  const checks = [
    computingCheck('gives features as wide as it says, and what its layers gave', () =>
      using(make, {}, (backbone) => {
        for (const stage of ['train', 'validation', 'test'] as const) {
          tf.tidy(() => {
            const { feature, activations } = backbone.forward(batch(), { stage })
            assert.deepEqual(feature.shape, [rows, backbone.outputDim], `shape of the feature (${stage})`)
            assert.ok(feature.dataSync().every(Number.isFinite), `the feature is finite (${stage})`)
            for (const [layer, { shape }] of activations) assert.equal(shape[0], rows, `rows of '${layer}' (${stage})`)
          })
        }
      }),
    ),

    computingCheck('says which samples it takes, and refuses others with a ConfigError', () =>
      using(make, {}, (backbone) => {
        const { inputShape } = backbone
        assert.ok(fits(inputShape, sampleShape), `inputShape [${inputShape}] for samples of [${sampleShape}]`)
        const other = sampleShape.map((size, axis) => (axis === sampleShape.length - 1 ? size + 1 : size))
        const forward = () => tf.tidy(() => backbone.forward(batch(rows, other), { stage: 'test' }).feature.dataSync())
        assert.throws(forward, ConfigError, `samples of [${other}]`)
      }),
    ),

    computingCheck('names its tensors as torch would, each once', () =>
      using(make, {}, async (backbone) => {
        const names = [...backbone.parameters(), ...backbone.buffers()].map(({ name }) => name)
        for (const name of names) assert.match(name, /^backbone(\.\w+)+$/, 'name of a parameter or buffer')
        assert.equal(new Set(names).size, names.length, `names are unique: ${names}`)
        for (const [name, { data }] of await stateDict(backbone)) {
          if (data instanceof Float32Array)
            assert.ok(data.every(Number.isFinite), `initial values of '${name}' are finite`)
        }
      }),
    ),

    computingCheck('draws its weights from the generator that it is given, and nothing else', () =>
      using(make, {}, async (one, generator) => {
        await using(make, {}, async (same, itsGenerator) => {
          assert.deepEqual(await stateDict(same), await stateDict(one), 'weights from the same seed')
          assert.deepEqual(itsGenerator.getState(), generator.getState(), 'the generator, after the same draws')
        })
        if (one.parameters().length === 0) return
        await using(make, { seed: 2 }, async (other) => {
          assert.notDeepEqual(await stateDict(other), await stateDict(one), 'weights from another seed')
        })
      }),
    ),

    computingCheck('its evaluation changes nothing, and gives the same each time', () =>
      using(make, {}, async (backbone) => {
        const before = await stateDict(backbone)
        const first = features(backbone, 'validation')
        assert.deepEqual(features(backbone, 'test'), first, 'features of the same samples')
        assert.deepEqual(await stateDict(backbone), before, 'weights and running statistics')
      }),
    ),

    computingCheck('its evaluation sees each row alone', () =>
      using(make, {}, (backbone) => {
        const together = features(backbone, 'test')
        const alone = features(backbone, 'test', () => batch(1))
        for (const [i, value] of alone.entries()) {
          const beside = together[i] as number
          const close = Math.abs(value - beside) <= 1e-4 * Math.max(1, Math.abs(value))
          assert.ok(close, `feature ${i} of the first row: ${value} alone, ${beside} among others`)
        }
      }),
    ),

    computingCheck('has a gradient for every parameter, and keeps no tensor beyond a step', () =>
      using(make, {}, (backbone) => {
        const variables = backbone.parameters().map(({ variable }) => variable)
        if (variables.length === 0) return
        const before = tf.memory().numTensors
        tf.tidy(() => {
          const loss = () => tf.sum(tf.square(backbone.forward(batch(), { stage: 'train' }).feature)) as tf.Scalar
          const { grads } = tf.variableGrads(loss, variables)
          for (const { name, variable } of backbone.parameters()) {
            const gradient = grads[variable.name]
            assert.ok(gradient, `'${name}' has no gradient: it takes no part`)
            assert.deepEqual(gradient.shape, variable.shape, `shape of the gradient of '${name}'`)
            assert.ok(gradient.dataSync().every(Number.isFinite), `the gradient of '${name}' is finite`)
          }
        })
        assert.equal(tf.memory().numTensors, before, 'tensors after the step')
      }),
    ),

    computingCheck('its saved weights make another one the same', () =>
      using(make, {}, async (one) => {
        // A step in training moves running statistics from where they begin.
        features(one, 'train')
        const state = await stateDict(one)
        await using(make, { seed: 2 }, async (other) => {
          loadStateDict(other, state)
          assert.deepEqual(features(other, 'test'), features(one, 'test'), 'features')
          assert.deepEqual(await stateDict(other), state, 'weights and running statistics')
        })
      }),
    ),
  ]
  if (!frozen) return checks
  return [
    ...checks,
    computingCheck('frozen, it is marked as such, and trains as it evaluates', () =>
      using(make, { frozen: true }, async (backbone) => {
        for (const { name, frozen } of backbone.parameters()) assert.equal(frozen, true, `'${name}' is frozen`)
        const before = await stateDict(backbone)
        assert.deepEqual(features(backbone, 'train'), features(backbone, 'test'), 'features in training')
        assert.deepEqual(await stateDict(backbone), before, 'weights and running statistics')
      }),
    ),
  ]
}

/** Makes a backbone from a seed, and frees its weights afterwards. */
async function using(
  make: (given: Given) => Backbone,
  { seed = 1, ...more }: { seed?: number; frozen?: true },
  body: (backbone: Backbone, generator: Generator) => void | Promise<void>,
): Promise<void> {
  const generator = new Generator(seed)
  const backbone = make({ generator, ...more })
  try {
    await body(backbone, generator)
  } finally {
    for (const { variable } of [...backbone.parameters(), ...backbone.buffers()]) variable.dispose()
  }
}

/** Whether samples have the shape that a backbone says; one of plain rows takes any with as many values. */
function fits(inputShape: readonly (number | null)[], sampleShape: readonly number[]): boolean {
  if (inputShape.length === 1) return inputShape[0] === null || inputShape[0] === product(sampleShape)
  return (
    inputShape.length === sampleShape.length &&
    inputShape.every((size, axis) => size === null || size === sampleShape[axis])
  )
}

function samples(shape: number[]): tf.Tensor {
  const values = Float32Array.from({ length: product(shape) }, (_, i) => Math.sin(i * 1.7) + 0.1)
  return tf.tensor(values, shape)
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, size) => all * size, 1)
}

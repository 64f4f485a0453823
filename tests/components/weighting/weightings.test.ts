import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { JointLearning } from '../../../src/components/algorithm/joint-learning.js'
import { MLP } from '../../../src/components/backbone/mlp.js'
import { HeadsMTL } from '../../../src/components/heads/heads-mtl.js'
import { SGD } from '../../../src/components/optimizer/sgd.js'
import { FAMO } from '../../../src/components/weighting/famo.js'
import { weightingManifests } from '../../../src/components/weighting/manifests.js'
import { stateDict } from '../../../src/nn/state-dict.js'
import type { LossWeighting, Weighting } from '../../../src/nn/weighting.js'
import type { Batch } from '../../../src/training/algorithm.js'
import { disposeOutputs } from '../../../src/training/step-tensors.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import { Generator } from '../../../src/util/generator.js'
import { packageRoot } from '../../../src/util/package-root.js'
import { startBackend } from '../../helpers/backend.js'

beforeAll(startBackend)

const classes = new Map([
  [1, 2],
  [2, 4],
  [3, 3],
])

interface Made {
  algorithm: JointLearning
  generator: Generator
}

async function make(load: () => Promise<new (params: never) => object>, norm = false): Promise<Made> {
  const Class = (await load()) as new (params: object) => Weighting
  return build(new Class({}), norm)
}

function build(weighting: Weighting, batch_normalization = false): Made {
  const generator = new Generator(5)
  const backbone = new MLP({ input_dim: 4, hidden_dims: [6], output_dim: 5, batch_normalization, generator })
  const heads = new HeadsMTL({ input_dim: 5, generator })
  const algorithm = new JointLearning({ backbone, heads, weighting, generator })
  algorithm.setupTasks({ taskIds: [1, 2, 3], numClasses: classes, optimizer: new SGD({ lr: 0.05, momentum: 0.9 }) })
  return { algorithm, generator }
}

function batch(taskIds: readonly number[], seed = 1): Batch {
  const generator = new Generator(seed)
  const x = tf.tensor2d(generator.uniform(taskIds.length * 4, -1), [taskIds.length, 4])
  const y = Int32Array.from(taskIds, (task) => generator.u32() % (classes.get(task) as number))
  return [x, y, Int32Array.from(taskIds)]
}

async function step({ algorithm }: Made, given: Batch): Promise<void> {
  const { outputs, gradients } = await algorithm.gradients(given)
  for (const { parameter, value } of gradients) {
    expect(value.shape, parameter.name).toEqual(parameter.variable.shape)
    expect(value.dataSync().every(Number.isFinite), parameter.name).toBe(true)
  }
  const losses = Array.from(outputs.taskLosses ?? [], ([task, loss]) => [task, loss.dataSync()[0] as number] as const)
  expect(losses.map(([task]) => task)).toEqual([...new Set(given[2] as Int32Array)].sort())
  const mean = losses.reduce((sum, [, loss]) => sum + loss, 0) / losses.length
  expect(outputs.loss_cls.dataSync()[0]).toBeCloseTo(mean, 5)
  algorithm.optimizer.step(gradients)
  await algorithm.afterStep(given, outputs)
  algorithm.onTrainLosses(new Map(losses))
  for (const { value } of gradients) value.dispose()
  disposeOutputs(outputs)
  given[0].dispose()
}

const present = [
  [1, 2, 3, 3, 1],
  [3, 1, 1],
  [2, 2],
  [3, 2, 1, 1],
]

describe.each(weightingManifests.map((manifest) => [manifest.option, manifest] as const))('%s', (option, manifest) => {
  test('trains on batches of all tasks, of some, and of one, and leaves no tensors behind', async () => {
    const made = await make(manifest.load)
    await step(made, batch(present[0] as number[]))
    const before = tf.memory().numTensors
    for (const [i, tasks] of present.entries()) await step(made, batch(tasks, i))
    expect(tf.memory().numTensors).toBe(before)
    made.algorithm.dispose()
  })

  test('leaves no tensors behind where gradients of several batches are added up for a step', async () => {
    const made = await make(manifest.load)
    const several = [1, 2, 3].map((seed) => batch([1, 2, 3, 3, 1], seed)) as [Batch, Batch, Batch]
    await step(made, several[0])
    const before = tf.memory().numTensors
    const { outputs, gradients } = await made.algorithm.gradients(several[1])
    for (const { value } of gradients) value.dispose()
    disposeOutputs(outputs)
    several[1][0].dispose()
    await step(made, several[2])
    expect(tf.memory().numTensors).toBe(before - 2)
    made.algorithm.dispose()
  })

  test('is finite where rectified units are dead, and a task has nothing to learn', async () => {
    const made = await make(manifest.load)
    const dead = made.algorithm.backbone.parameters().filter(({ name }) => name.endsWith('bias'))
    for (const { variable } of dead) variable.assign(tf.fill(variable.shape, -100))
    for (const tasks of present) await step(made, batch(tasks))
    made.algorithm.dispose()
  })

  test('says nothing of its own where the network gives no numbers: the loss tells', async () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e38]) {
      const made = await make(manifest.load)
      for (const { variable } of made.algorithm.parameters()) variable.assign(tf.fill(variable.shape, value))
      const given = batch([1, 2, 3, 3, 1])
      const { outputs, gradients } = await made.algorithm.gradients(given)
      expect(Number.isFinite(outputs.loss_cls.dataSync()[0])).toBe(false)
      made.algorithm.optimizer.step(gradients)
      await made.algorithm.afterStep(given, outputs)
      made.algorithm.dispose()
    }
  })

  test('batch normalization sees the whole batch', async () => {
    const made = await make(manifest.load, true)
    for (const tasks of present) await step(made, batch(tasks))
    const state = await stateDict(made.algorithm)
    expect([...state.values()].every(({ data }) => Array.from(data, Number).every(Number.isFinite))).toBe(true)
    const expected = option === 'famo' ? 8 : 4
    expect(Number(state.get('backbone.fc_bn.0.num_batches_tracked')?.data[0])).toBe(expected)
    made.algorithm.dispose()
  })

  test('goes on from its saved state with the same bits', async () => {
    const whole = await make(manifest.load)
    const other = await make(manifest.load)
    for (const tasks of present) await step(whole, batch(tasks))
    whole.algorithm.onTrainEpochEnd()
    for (const tasks of present) await step(whole, batch(tasks))
    const saved = JSON.stringify([whole.algorithm.onSaveCheckpoint() ?? null, whole.generator.getState()])
    const [weighting, drawn] = JSON.parse(saved)
    if (weighting !== null) other.algorithm.onLoadCheckpoint(weighting)
    other.generator.setState(drawn)
    const tensors = await stateDict(whole.algorithm)
    const { loadStateDict } = await import('../../../src/nn/state-dict.js')
    loadStateDict(other.algorithm, tensors)
    other.algorithm.optimizer.loadStateDict(await whole.algorithm.optimizer.stateDict())
    for (const made of [whole, other]) {
      for (const tasks of present) await step(made, batch(tasks, 9))
      made.algorithm.onTrainEpochEnd()
      await step(made, batch(present[0] as number[], 8))
    }
    expect(await stateDict(other.algorithm)).toEqual(await stateDict(whole.algorithm))
    for (const { algorithm } of [whole, other]) algorithm.dispose()
  })

  test('has a line in the docs, with its formula and where it is from', () => {
    const page = readFileSync(join(packageRoot, 'docs/methods.md'), 'utf8')
    const line = page.split('\n').find((each) => each.startsWith(`| \`${option}\` |`))
    expect(line?.split('|').filter((cell) => cell.trim() !== '').length).toBeGreaterThanOrEqual(3)
  })
})

describe('a list by task', () => {
  test.each(weightingManifests.filter(({ option }) => ['static', 'upgrad', 'famo', 'graddrop'].includes(option)))(
    'of another length than there are tasks is refused ($option)',
    async ({ load }) => {
      const Class = (await load()) as new (params: object) => Weighting
      const wrong = { weights: [1, 2], preference: [1, 2], min_losses: [0, 0], leak: [0, 1] }
      expect(() => build(new Class(wrong))).toThrow(ConfigError)
      expect(() => build(new Class(wrong))).toThrow(/one number for each training task, 3 in all, but has 2/)
    },
  )
})

test("a plugin's weighting that lacks what its kind needs is refused", () => {
  expect(() => build({ looksAt: 'losses' } as unknown as Weighting)).toThrow(/it lacks total\(\)/)
  expect(() => build({} as unknown as Weighting)).toThrow(/it lacks looksAt, one of nothing, tasks, losses, gradients/)
})

test('per-task gradients from their own rows are those from the whole batch', async () => {
  const { MeanGradient } = await import('../../../src/components/weighting/mean-gradient.js')
  const results: Float32Array[][] = []
  for (const rowwise of [true, false]) {
    const made = build(new MeanGradient())
    Object.defineProperty(made.algorithm.backbone, 'rowwise', { value: rowwise })
    const { gradients } = await made.algorithm.gradients(batch([3, 1, 2, 2, 1, 3, 3]))
    results.push(gradients.map(({ value }) => value.dataSync() as Float32Array))
  }
  const [own, whole] = results as [Float32Array[], Float32Array[]]
  expect(own.length).toBe(whole.length)
  for (const [i, values] of own.entries()) {
    for (const [k, value] of values.entries()) expect(value).toBeCloseTo(whole[i]?.[k] as number, 6)
  }
})

test.each(['uncertainty', 'imtl_l'])(
  '%s: each task has its own number where tasks are trained in another order',
  async (option) => {
    const [manifest] = weightingManifests.filter((each) => each.option === option) as [(typeof weightingManifests)[0]]
    const weighting = new ((await manifest.load()) as new () => LossWeighting)()
    const generator = new Generator(5)
    const backbone = new MLP({ input_dim: 4, hidden_dims: [6], output_dim: 5, generator })
    const algorithm = new JointLearning({ backbone, heads: new HeadsMTL({ input_dim: 5, generator }), weighting })
    algorithm.setupTasks({ taskIds: [3, 1, 2], numClasses: classes, optimizer: new SGD({ lr: 0.05 }) })
    const own = [0.3, -0.4, 0.7]
    weighting.parameters?.()[0]?.variable.assign(tf.tensor1d(own))
    const { outputs } = await algorithm.gradients(batch([1, 2, 3, 3, 1]))
    const expected = [3, 1, 2].reduce((sum, task, lane) => {
      const [loss, s] = [outputs.taskLosses?.get(task)?.dataSync()[0] as number, own[lane] as number]
      return sum + (option === 'uncertainty' ? loss / (2 * Math.exp(s)) + s / 2 : Math.exp(s) * loss - s)
    }, 0)
    expect(outputs.loss.dataSync()[0]).toBeCloseTo(expected, 5)
  },
)

test("famo: an absent task's logit has no slope, and the others move as if it were not there", () => {
  const after = (tasks: number, lanes: readonly number[]) => {
    const famo = new FAMO({ weight_decay: 0 })
    famo.setupTasks({ taskIds: Array.from({ length: tasks }, (_, i) => i + 1), generator: new Generator(1) })
    famo.afterStep([1.5, 0.7], [1.2, 0.8], lanes)
    return famo.logits
  }
  const [first, second] = after(2, [0, 1]) as [number, number]
  expect(after(3, [0, 2])).toEqual([first, 0, second])
})

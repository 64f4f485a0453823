import { beforeAll, expect, test } from 'vitest'
import { JointLearning } from '../../../src/components/algorithm/joint-learning.js'
import { MLP } from '../../../src/components/backbone/mlp.js'
import { GradientConflicts } from '../../../src/components/callbacks/gradient-conflicts.js'
import { HeadsMTL } from '../../../src/components/heads/heads-mtl.js'
import { SGD } from '../../../src/components/optimizer/sgd.js'
import { Trainer } from '../../../src/components/trainer/trainer.js'
import { PCGrad } from '../../../src/components/weighting/pcgrad.js'
import { stateDict } from '../../../src/nn/state-dict.js'
import type { Weighting } from '../../../src/nn/weighting.js'
import { Generator } from '../../../src/util/generator.js'
import { startBackend } from '../../helpers/backend.js'
import { TinyDataset } from '../trainer/tiny-dataset.js'
import { tinyAlgorithm } from '../trainer/tiny-run.js'

beforeAll(startBackend)

interface Course {
  rows: Record<string, number>[]
  state: Awaited<ReturnType<typeof stateDict>>
}

async function train(weighting: Weighting | null, watched: boolean, norm = false): Promise<Course> {
  const rows: Record<string, number>[] = []
  const dataset = new TinyDataset()
  const generator = new Generator(3)
  const like = tinyAlgorithm()
  const [width, output] = [like.backbone.inputShape[0] as number, like.backbone.outputDim]
  const shape = { input_dim: width, hidden_dims: [6], output_dim: output, activation_layer: 'Tanh' }
  const backbone = new MLP({ ...shape, batch_normalization: norm, dropout: norm ? 0.5 : null, generator })
  const heads = new HeadsMTL({ input_dim: output, generator })
  const algorithm = new JointLearning({ backbone, heads, weighting, generator })
  const taskIds = like.trainTasks
  const numClasses = new Map(taskIds.map((task) => [task, like.heads.numClasses(task)]))
  like.dispose()
  algorithm.setupTasks({ taskIds, numClasses, optimizer: new SGD({ lr: 0.05 }) })
  const trainer = new Trainer({
    max_epochs: 2,
    ...(watched && { callbacks: { conflicts: new GradientConflicts({ every_n_steps: 2 }) } }),
    loggers: { rows: { logMetrics: (metrics, at) => void rows.push({ ...metrics, ...at }) } },
    generator,
  })
  await trainer.fit(algorithm, dataset)
  const state = await stateDict(algorithm)
  algorithm.dispose()
  return { rows, state }
}

const methods: [string, () => Weighting | null][] = [
  ['mean', () => null],
  ['a method of gradients', () => new PCGrad()],
]

test.each(methods)('every n-th step logs cosines, conflicts and norms: %s', async (_name, weighting) => {
  const { rows } = await train(weighting(), true)
  const logged = rows.filter((row) => 'grad_conflict_rate' in row)
  expect(logged.length).toBeGreaterThanOrEqual(2)
  for (const row of logged) {
    expect(((row.step as number) + 1) % 2).toBe(0)
    const cosines = Object.entries(row).filter(([name]) => name.startsWith('grad_cosine_'))
    const negative = cosines.filter(([, cosine]) => cosine < 0).length
    expect(row.grad_conflict_rate).toBe(cosines.length === 0 ? 0 : negative / cosines.length)
    for (const [, cosine] of cosines) expect(Math.abs(cosine)).toBeLessThanOrEqual(1)
    const norms = Object.entries(row).filter(([name]) => /^grad_norm_\d+$/.test(name))
    expect(norms.length).toBeGreaterThanOrEqual(1)
    expect(norms.every(([, norm]) => norm > 0)).toBe(true)
  }
})

test('looking changes nothing of the run, with dropout and batch normalization', async () => {
  const [watched, alone] = [await train(null, true, true), await train(null, false, true)]
  expect(watched.state).toEqual(alone.state)
})

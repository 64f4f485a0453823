import { beforeAll, expect, test } from 'vitest'
import { JointLearning } from '../../src/components/algorithm/joint-learning.js'
import { MLP } from '../../src/components/backbone/mlp.js'
import { HeadsMTL } from '../../src/components/heads/heads-mtl.js'
import { Loss } from '../../src/components/metrics/loss.js'
import { Adam } from '../../src/components/optimizer/adam.js'
import { Trainer } from '../../src/components/trainer/trainer.js'
import { weightingManifests } from '../../src/components/weighting/manifests.js'
import type { StateDict } from '../../src/nn/parameter.js'
import { stateDict } from '../../src/nn/state-dict.js'
import type { Weighting } from '../../src/nn/weighting.js'
import type { Checkpoint } from '../../src/training/checkpoint.js'
import { parseExact, stringifyExact } from '../../src/util/exact-json.js'
import { Generator } from '../../src/util/generator.js'
import { silentLog } from '../../src/util/log.js'
import { MixedRows } from '../backends/engines/mixed-rows.js'
import { startBackend } from '../helpers/backend.js'

beforeAll(startBackend)

/** Each method, and those of its variants that keep a state of their own. */
const methods = await Promise.all(
  weightingManifests.flatMap(({ option, load }) => {
    const variants: Record<string, object[]> = {
      stch: [{ variant: 'log_nadir', warmup_epoch: 0 }],
      gradnorm: [{ variant: 'paper' }],
      graddrop: [{ leak: 0.2 }],
    }
    return [{}, ...(variants[option] ?? [])].map(async (params) => {
      const Class = (await load()) as new (params: object) => Weighting
      return [option, params, () => new Class(params)] as const
    })
  }),
)

/** As a new process would: everything is made anew, and what was saved has been text. */
async function train(make: () => Weighting, { from, norm = false }: { from?: Checkpoint; norm?: boolean } = {}) {
  const generator = new Generator(3)
  const sizes = { input_dim: 6, hidden_dims: [7], output_dim: 5 }
  const backbone = new MLP({ ...sizes, dropout: 0.2, batch_normalization: norm, generator })
  const weighting = make()
  const heads = new HeadsMTL({ input_dim: 5, generator })
  const algorithm = new JointLearning({ backbone, heads, weighting, generator })
  const dataset = new MixedRows([6])
  const numClasses = new Map(dataset.trainTasks.map((task) => [task, dataset.numClasses(task)]))
  const optimizer = new Adam({ lr: 0.02 })
  algorithm.setupTasks({ taskIds: dataset.trainTasks, numClasses, optimizer })
  const losses: [number, Readonly<Record<string, number>>][] = []
  const checkpoints: Checkpoint[] = []
  const trainer = new Trainer({
    max_epochs: 3,
    num_sanity_val_steps: 0,
    log_every_n_steps: 1,
    checkpoint_every_n_steps: from ? null : 1,
    metrics: { loss: new Loss(), compat: null },
    loggers: { rows: { logMetrics: (metrics, { step }) => void losses.push([step, metrics]) } },
    context: { signal: new AbortController().signal, report: () => 'continue', log: silentLog },
    generator,
    saveWeights: async () => {},
    saveCheckpoint: async ({ snapshot, ...rest }) => {
      checkpoints.push({ ...rest, snapshot: parseExact(stringifyExact(snapshot)) as Checkpoint['snapshot'] })
    },
    resumeFrom: from,
  })
  await trainer.fit(algorithm, dataset)
  const ended = {
    model: printed(await stateDict(algorithm)),
    optimizer: printed(await optimizer.stateDict()),
    weighting: stringifyExact(weighting.stateDict?.() ?? null),
    generator: generator.getState(),
  }
  algorithm.dispose()
  return { ended, losses, checkpoints }
}

/** Bit for bit. */
function printed(state: StateDict): [string, string][] {
  return Array.from(state, ([name, { data }]) => {
    return [name, Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')]
  })
}

/** In the first epoch, and the third: DWA weighs from there on. */
const PLACES = [3, 15]

async function expectSame(make: () => Weighting, places: readonly number[], norm = false): Promise<void> {
  const whole = await train(make, { norm })
  expect(whole.checkpoints.length).toBeGreaterThan(Math.max(...places))
  expect(whole.losses.flatMap(([, metrics]) => Object.values(metrics)).every(Number.isFinite)).toBe(true)
  for (const place of places) {
    const resumed = await train(make, { norm, from: whole.checkpoints[place] as Checkpoint })
    expect(resumed.ended).toEqual(whole.ended)
    expect(resumed.losses.length).toBeGreaterThan(0)
    expect(resumed.losses).toEqual(whole.losses.slice(-resumed.losses.length))
  }
}

test.each(methods)('%s %j goes on from any checkpoint with the same bits', async (_option, _params, make) => {
  await expectSame(make, PLACES)
})

// Tasks' gradients are written out there, and running statistics are a part of the state.
test.each(methods.filter(([option]) => ['pcgrad', 'gradvac', 'gradnorm'].includes(option)))(
  '%s %j goes on with the same bits with batch norm',
  async (_option, _params, make) => {
    await expectSame(make, PLACES.slice(-1), true)
  },
)

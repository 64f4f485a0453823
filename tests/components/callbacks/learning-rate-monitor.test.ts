import { beforeAll, describe, expect, test } from 'vitest'
import { LearningRateMonitor } from '../../../src/components/callbacks/learning-rate-monitor.js'
import { Adam } from '../../../src/components/optimizer/adam.js'
import { Trainer } from '../../../src/components/trainer/trainer.js'
import type { Optimizer } from '../../../src/nn/optimizer.js'
import { startBackend } from '../../helpers/backend.js'
import { TinyDataset } from '../trainer/tiny-dataset.js'
import { tinyAlgorithm } from '../trainer/tiny-run.js'
import { runWith } from './run-with.js'

beforeAll(startBackend)

describe('LearningRateMonitor', () => {
  test.each([
    ['epoch' as const, [0, 5]],
    ['step' as const, [2, 5, 8]],
    [null, [0, 2, 5, 5, 8]],
  ])('logging_interval %s', async (logging_interval, steps) => {
    const { rows } = await runWith(new LearningRateMonitor({ logging_interval }), [1, 1], { log_every_n_steps: 3 })
    const rates = rows.filter((row) => 'lr-SGD' in row)
    expect(rates.map(({ step }) => step)).toEqual(steps)
    for (const row of rates) expect(row).toEqual({ 'lr-SGD': 0.1, step: row.step })
  })

  test('names the groups, and logs momentum and weight decay where asked to', async () => {
    const rows: Record<string, number>[] = []
    const params = {
      lr: 0.1,
      betas: [0.8, 0.9] as [number, number],
      param_groups: { heads: { lr: 0.5, weight_decay: 0.25 } },
    }
    const algorithm = tinyAlgorithm(undefined, 0.1, new Adam(params) as Optimizer)
    const trainer = new Trainer({
      max_epochs: 1,
      callbacks: {
        lr: new LearningRateMonitor({ logging_interval: 'epoch', log_momentum: true, log_weight_decay: true }),
      },
      loggers: { rows: { logMetrics: (metrics) => void rows.push({ ...metrics }) } },
    })
    await trainer.fit(algorithm, new TinyDataset())
    expect(rows[0]).toEqual({
      'lr-Adam/backbone': 0.1,
      'lr-Adam/backbone-momentum': 0.8,
      'lr-Adam/backbone-weight_decay': 0,
      'lr-Adam/heads': 0.5,
      'lr-Adam/heads-momentum': 0.8,
      'lr-Adam/heads-weight_decay': 0.25,
    })
    algorithm.dispose()
  })
})

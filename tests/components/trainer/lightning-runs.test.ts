import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { EarlyStopping } from '../../../src/components/callbacks/early-stopping.js'
import { LearningRateMonitor } from '../../../src/components/callbacks/learning-rate-monitor.js'
import { ReduceLROnPlateau } from '../../../src/components/lr_scheduler/reduce-lr-on-plateau.js'
import { StepLR } from '../../../src/components/lr_scheduler/step-lr.js'
import { Trainer } from '../../../src/components/trainer/trainer.js'
import type { LRScheduler } from '../../../src/nn/optimizer.js'
import type { Callback, HookName } from '../../../src/training/callback.js'
import type { Logger } from '../../../src/training/logger.js'
import type { Metric, MetricValues } from '../../../src/training/metric.js'
import type { TrainerConfig } from '../../../src/training/trainer-options.js'
import { startBackend } from '../../helpers/backend.js'
import { TinyDataset } from './tiny-dataset.js'
import { tinyAlgorithm } from './tiny-run.js'

type RowKind = 'lr' | 'train' | 'val' | 'epoch'
type LoggedRow = [kind: RowKind, epoch: number | null, step: number, lr?: number]

/** What Lightning 2.6 did with five training batches, and three and one to validate. */
interface LightningRun {
  options: TrainerConfig & { scheduler?: 'step' | 'epoch' | 'plateau'; early_stopping?: boolean }
  steps: number
  epochs: number
  events: string[]
  rows: LoggedRow[]
}

const runs: Record<string, LightningRun> = JSON.parse(
  readFileSync(new URL('lightning-runs.json', import.meta.url), 'utf8'),
)

/** The validation metric that those runs had. */
const validationValues = [0.9, 0.8, 0.85, 0.86, 0.87, 0.88, 0.89, 0.9, 0.9, 0.9, 0.9, 0.9]

const hooks: HookName[] = [
  'onFitStart',
  'onFitEnd',
  'onSanityCheckStart',
  'onSanityCheckEnd',
  'onTrainStart',
  'onTrainEnd',
  'onTrainEpochStart',
  'onTrainEpochEnd',
  'onTrainBatchStart',
  'onTrainBatchEnd',
  'onBeforeOptimizerStep',
  'onValidationStart',
  'onValidationEnd',
  'onValidationBatchEnd',
]

/** `onTrainBatchEnd` → `train batch end` */
function eventName(hook: HookName): string {
  return hook.slice(2).replace(/[A-Z]/g, (letter, at) => (at ? ' ' : '') + letter.toLowerCase())
}

beforeAll(startBackend)

describe("hooks, rows and learning rates come in Lightning's order", () => {
  test.each(Object.entries(runs))('%s', async (_name, { options, events, rows, steps, epochs }) => {
    const { scheduler, early_stopping, ...config } = options
    const happened: string[] = []
    const recorder: Callback = {}
    for (const hook of hooks) recorder[hook] = () => void happened.push(eventName(hook))
    const logged: LoggedRow[] = []
    const logger: Logger = {
      logMetrics: (metrics, { epoch, step }) => {
        const lr = metrics['lr-SGD']
        const kind = (['train', 'val', 'epoch'] as const).find((name) => `${name}/x` in metrics) ?? 'lr'
        logged.push([kind, epoch ?? null, step, ...(lr === undefined ? [] : [lr])] as LoggedRow)
      },
    }
    const trainer = new Trainer({
      ...config,
      metrics: { scripted: scriptedMetric() },
      loggers: { logger },
      callbacks: {
        ...(early_stopping ? { stop: new EarlyStopping({ monitor: 'val/x', patience: 2 }) } : {}),
        lr: new LearningRateMonitor(),
        recorder,
      },
    })
    const algorithm = tinyAlgorithm(makeScheduler(scheduler))
    const result = await trainer.fit(algorithm, new TinyDataset())
    algorithm.dispose()
    expect(happened).toEqual(events)
    expect(logged).toEqual(rows)
    expect([result.steps, result.epochs]).toEqual([steps, epochs])
    expect(result.status).toBe(early_stopping ? 'stopped' : 'completed')
  })
})

function scriptedMetric(): Metric {
  const values = validationValues.values()
  let sanity = false
  return {
    onTrainBatch: () => ({ 'train/x': 1 }),
    onTrainEpochEnd: () => ({ 'epoch/x': 1 }),
    onValidationStart: (setup) => {
      sanity = setup.sanity
    },
    onValidationEnd: (): MetricValues => (sanity ? {} : { 'val/x': values.next().value as number }),
  }
}

function makeScheduler(kind: 'step' | 'epoch' | 'plateau' | undefined): LRScheduler | undefined {
  if (kind === 'step') return new StepLR({ step_size: 2, gamma: 0.5, interval: 'step' })
  if (kind === 'epoch') return new StepLR({ step_size: 1, gamma: 0.5 })
  return kind && new ReduceLROnPlateau({ patience: 0, factor: 0.5, monitor: 'val/x' })
}

import { beforeAll, describe, expect, test } from 'vitest'
import { JointLearning } from '../../src/components/algorithm/joint-learning.js'
import { MLP } from '../../src/components/backbone/mlp.js'
import { EarlyStopping } from '../../src/components/callbacks/early-stopping.js'
import { LearningRateMonitor } from '../../src/components/callbacks/learning-rate-monitor.js'
import { ModelCheckpoint } from '../../src/components/callbacks/model-checkpoint.js'
import { PermutedDigits } from '../../src/components/dataset/permuted-digits.js'
import { HeadsMTL } from '../../src/components/heads/heads-mtl.js'
import { ChainedScheduler } from '../../src/components/lr_scheduler/chained-scheduler.js'
import { CosineAnnealingWarmRestarts } from '../../src/components/lr_scheduler/cosine-annealing-warm-restarts.js'
import { CyclicLR } from '../../src/components/lr_scheduler/cyclic-lr.js'
import { ExponentialLR } from '../../src/components/lr_scheduler/exponential-lr.js'
import { LinearLR } from '../../src/components/lr_scheduler/linear-lr.js'
import { OneCycleLR } from '../../src/components/lr_scheduler/one-cycle-lr.js'
import { ReduceLROnPlateau } from '../../src/components/lr_scheduler/reduce-lr-on-plateau.js'
import { SequentialLR } from '../../src/components/lr_scheduler/sequential-lr.js'
import { StepLR } from '../../src/components/lr_scheduler/step-lr.js'
import { Accuracy } from '../../src/components/metrics/accuracy.js'
import { Loss } from '../../src/components/metrics/loss.js'
import { Adadelta } from '../../src/components/optimizer/adadelta.js'
import { Adagrad } from '../../src/components/optimizer/adagrad.js'
import { Adam } from '../../src/components/optimizer/adam.js'
import { Adamax } from '../../src/components/optimizer/adamax.js'
import { AdamW } from '../../src/components/optimizer/adamw.js'
import { ASGD } from '../../src/components/optimizer/asgd.js'
import { NAdam } from '../../src/components/optimizer/nadam.js'
import { RAdam } from '../../src/components/optimizer/radam.js'
import { RMSprop } from '../../src/components/optimizer/rmsprop.js'
import { Rprop } from '../../src/components/optimizer/rprop.js'
import { SGD } from '../../src/components/optimizer/sgd.js'
import { Trainer } from '../../src/components/trainer/trainer.js'
import type { LRScheduler, Optimizer } from '../../src/nn/optimizer.js'
import type { StateDict } from '../../src/nn/parameter.js'
import { stateDict } from '../../src/nn/state-dict.js'
import type { Callback } from '../../src/training/callback.js'
import type { Checkpoint } from '../../src/training/checkpoint.js'
import type { Logger } from '../../src/training/logger.js'
import { parseExact, stringifyExact } from '../../src/util/exact-json.js'
import { Generator } from '../../src/util/generator.js'
import { silentLog } from '../../src/util/log.js'
import { startBackend } from '../helpers/backend.js'

beforeAll(startBackend)

/** Rows in memory, which a resumed run gets from the one before. */
class Rows implements Logger {
  constructor(public rows: unknown[] = []) {}
  logMetrics(metrics: Readonly<Record<string, number>>, at: { step: number; epoch?: number }): void {
    this.rows.push([at, metrics])
  }
  stateDict(): number {
    return this.rows.length
  }
  loadStateDict(state: unknown): void {
    this.rows = this.rows.slice(0, state as number)
  }
}

interface Setup {
  optimizer: () => Optimizer
  scheduler?: () => LRScheduler
  compat?: 'clarena'
  sampling?: 'mixed' | 'balanced'
}

interface Attempt {
  from?: Checkpoint
  rows?: unknown[]
  /** Aborts the run at this call of the hook. */
  stop?: { hook: 'onTrainBatchEnd' | 'onValidationBatchEnd'; call: number }
}

async function train(setup: Setup, { from, rows, stop }: Attempt = {}) {
  const generator = new Generator(3)
  const dataset = new PermutedDigits({ num_tasks: 2, batch_size: 16, sampling_strategy: setup.sampling ?? 'mixed' })
  const architecture = { input_dim: 64, hidden_dims: [8], output_dim: 6, dropout: 0.3, batch_normalization: true }
  const backbone = new MLP({ ...architecture, generator })
  const algorithm = new JointLearning({ backbone, heads: new HeadsMTL({ input_dim: 6, generator }) })
  await dataset.setup({ trainTasks: [1, 2], evalTasks: [1, 2] })
  const numClasses = new Map([1, 2].map((id) => [id, dataset.numClasses(id)]))
  const [optimizer, lrScheduler] = [setup.optimizer(), setup.scheduler?.()]
  algorithm.setupTasks({ taskIds: [1, 2], numClasses, optimizer, ...(lrScheduler && { lrScheduler }) })
  const logger = new Rows(rows)
  const checkpoints: Checkpoint[] = []
  const abort = new AbortController()
  let calls = 0
  const stopper: Callback = stop ? { [stop.hook]: () => void (++calls === stop.call && abort.abort()) } : {}
  const monitor = 'learning_curve/val/loss_cls'
  const trainer = new Trainer({
    max_epochs: 2,
    limit_train_batches: 7,
    limit_val_batches: 2,
    val_check_interval: 0.5,
    accumulate_grad_batches: 2,
    log_every_n_steps: 2,
    gradient_clip_val: 1,
    checkpoint_every_n_steps: 1,
    metrics: { accuracy: new Accuracy(), loss: new Loss(), compat: setup.compat ?? null },
    callbacks: {
      rates: new LearningRateMonitor(),
      best: new ModelCheckpoint({ monitor }),
      stopping: new EarlyStopping({ monitor, patience: 2 }),
      stopper,
    },
    loggers: { rows: logger },
    context: { signal: abort.signal, report: () => 'continue', log: silentLog },
    generator,
    saveWeights: async () => {},
    // as through files: what is kept must not change with the run
    saveCheckpoint: async ({ snapshot, ...rest }) => {
      checkpoints.push({ ...rest, snapshot: parseExact(stringifyExact(snapshot)) as Checkpoint['snapshot'] })
    },
    resumeFrom: from,
  })
  const { status, steps } = await trainer.fit(algorithm, dataset)
  const ended = {
    ...{ status, steps, rows: logger.rows },
    model: printed(await stateDict(algorithm)),
    optimizer: printed(await optimizer.stateDict()),
    scheduler: lrScheduler?.stateDict(),
    generator: generator.getState(),
    metrics: [...trainer.state.metrics],
  }
  algorithm.dispose()
  return { ended, checkpoints, rows: logger.rows }
}

/** Bit for bit. */
function printed(state: StateDict): [string, string][] {
  return Array.from(state, ([name, { data }]) => {
    return [name, Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')]
  })
}

const setups: Record<string, Setup> = {
  'SGD, StepLR': {
    optimizer: () => new SGD({ lr: 0.1, momentum: 0.9 }),
    scheduler: () => new StepLR({ step_size: 1 }),
  },
  'Adam, OneCycleLR': {
    optimizer: () => new Adam({ amsgrad: true }),
    scheduler: () => new OneCycleLR({ max_lr: 0.1, total_steps: 20, interval: 'step' }),
  },
  'AdamW, ReduceLROnPlateau': {
    optimizer: () => new AdamW(),
    scheduler: () => new ReduceLROnPlateau({ patience: 0, threshold: 0.1 }),
  },
  'Adamax, balanced batches': { optimizer: () => new Adamax(), sampling: 'balanced' },
  'NAdam, warm restarts': {
    optimizer: () => new NAdam(),
    scheduler: () => new CosineAnnealingWarmRestarts({ T_0: 3, interval: 'step' }),
  },
  "RAdam, CLArena's metrics": { optimizer: () => new RAdam(), compat: 'clarena' },
  'RMSprop, CyclicLR': {
    optimizer: () => new RMSprop({ momentum: 0.9, centered: true }),
    scheduler: () => new CyclicLR({ base_lr: 0.001, max_lr: 0.01, step_size_up: 2, interval: 'step' }),
  },
  'Adagrad, SequentialLR': {
    optimizer: () => new Adagrad(),
    scheduler: () =>
      new SequentialLR({
        schedulers: [new LinearLR({ total_iters: 3 }), new ExponentialLR({ gamma: 0.9 })],
        milestones: [3],
        interval: 'step',
      }),
  },
  'Adadelta, ChainedScheduler': {
    optimizer: () => new Adadelta(),
    scheduler: () =>
      new ChainedScheduler({ schedulers: [new LinearLR({ total_iters: 3 }), new ExponentialLR({ gamma: 0.9 })] }),
  },
  ASGD: { optimizer: () => new ASGD({ t0: 2 }) },
  Rprop: { optimizer: () => new Rprop() },
}

describe.each(Object.entries(setups))('%s', (_, setup) => {
  test('a run that goes on from any checkpoint ends as the one that was never stopped', async () => {
    const whole = await train(setup)
    // after each step, and at the end of each epoch; some are stopped early
    expect(whole.checkpoints.map(({ step }) => step).slice(0, 6)).toEqual([1, 2, 3, 4, 4, 5])
    for (const from of whole.checkpoints) {
      const { ended } = await train(setup, { from, rows: whole.rows })
      expect(ended, `from step ${from.step}, ${from.snapshot.position.at}`).toEqual(whole.ended)
    }
  })
})

test.each([
  ['onTrainBatchEnd', 14],
  ['onValidationBatchEnd', 20],
] as const)('a run that is interrupted at any %s goes on as if it never was', async (hook, count) => {
  const setup: Setup = { optimizer: () => new Adam(), compat: 'clarena' }
  const whole = await train(setup)
  for (let call = 1; call <= count; call++) {
    const stopped = await train(setup, { stop: { hook, call } })
    expect(stopped.ended.status, String(call)).toBe('interrupted')
    const from = stopped.checkpoints.at(-1)
    // the sanity check comes before training: such a run begins anew
    if (hook === 'onValidationBatchEnd' && call <= 4) expect(from).toBeUndefined()
    else {
      const { ended } = await train(setup, { from: from as Checkpoint, rows: stopped.rows })
      expect(ended, `${call}: ${from?.snapshot.position.at}`).toEqual(whole.ended)
    }
  }
})

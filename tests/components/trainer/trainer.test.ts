import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { JointLearning } from '../../../src/components/algorithm/joint-learning.js'
import { MLP } from '../../../src/components/backbone/mlp.js'
import { PermutedDigits } from '../../../src/components/dataset/permuted-digits.js'
import { HeadsMTL } from '../../../src/components/heads/heads-mtl.js'
import { Loss } from '../../../src/components/metrics/loss.js'
import { SGD } from '../../../src/components/optimizer/sgd.js'
import { Trainer } from '../../../src/components/trainer/trainer.js'
import { stateDict } from '../../../src/nn/state-dict.js'
import type { Batch, EvaluationOutputs } from '../../../src/training/algorithm.js'
import type { Callback } from '../../../src/training/callback.js'
import type { FinalStatus, Logger } from '../../../src/training/logger.js'
import type { TrainerConfig } from '../../../src/training/trainer-options.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import { Generator } from '../../../src/util/generator.js'
import { Interrupted } from '../../../src/util/interrupted.js'
import { silentLog } from '../../../src/util/log.js'
import { RunError } from '../../../src/util/run-error.js'
import { startBackend } from '../../helpers/backend.js'
import { TinyDataset } from './tiny-dataset.js'
import { tinyAlgorithm } from './tiny-run.js'

beforeAll(startBackend)

/** Remembers what it was given. */
class Rows implements Logger {
  readonly rows: Record<string, number>[] = []
  readonly ended: FinalStatus[] = []
  logMetrics(metrics: Readonly<Record<string, number>>, { step }: { step: number }): void {
    this.rows.push({ ...metrics, step })
  }
  finalize(status: FinalStatus): void {
    this.ended.push(status)
  }
}

async function fitDigits(seed: number): Promise<Map<string, string>> {
  const generator = new Generator(seed)
  const dataset = new PermutedDigits({ num_tasks: 2 })
  const backbone = new MLP({ input_dim: 64, hidden_dims: [16], output_dim: 8, generator })
  const algorithm = new JointLearning({ backbone, heads: new HeadsMTL({ input_dim: 8, generator }) })
  await dataset.setup({ trainTasks: [1, 2], evalTasks: [2] })
  const numClasses = new Map([1, 2].map((id) => [id, dataset.numClasses(id)]))
  algorithm.setupTasks({ taskIds: [1, 2], numClasses, optimizer: new SGD({ lr: 0.1, momentum: 0.9 }) })
  const trainer = new Trainer({ max_epochs: 1, limit_train_batches: 20, limit_val_batches: 1, generator })
  await trainer.fit(algorithm, dataset)
  const tested = await trainer.test(algorithm, dataset)
  expect([...tested.acc.keys()]).toEqual([2])
  const state = await stateDict(algorithm)
  algorithm.dispose()
  return new Map(Array.from(state, ([name, { data }]) => [name, Buffer.from(data.buffer).toString('base64')]))
}

describe('Trainer', () => {
  test('the same seed gives the same weights, another seed others', async () => {
    const [first, again, other] = [await fitDigits(1), await fitDigits(1), await fitDigits(2)]
    expect(again).toEqual(first)
    for (const [name, bytes] of other) expect(bytes, name).not.toBe(first.get(name))
  })

  test('keeps the number of tensors, in training and evaluation', async () => {
    const counts: number[] = []
    const algorithm = tinyAlgorithm()
    const before = tf.memory().numTensors
    const trainer = new Trainer({
      max_epochs: 3,
      accumulate_grad_batches: 1,
      gradient_clip_val: 1,
      metrics: { loss: new Loss() },
      callbacks: { probe: { onTrainBatchStart: () => void counts.push(tf.memory().numTensors) } },
    })
    await trainer.fit(algorithm, new TinyDataset(10))
    await trainer.test(algorithm, new TinyDataset(10))
    expect(new Set(counts).size).toBe(1)
    expect(tf.memory().numTensors).toBe(before)
    algorithm.dispose()
  })

  test('says where a loss that is no longer finite began', async () => {
    const logger = new Rows()
    const failures: unknown[] = []
    const trainer = new Trainer({
      max_epochs: 5,
      log_every_n_steps: 1,
      metrics: { loss: new Loss() },
      loggers: { logger },
      callbacks: { watch: { onException: (_trainer, _algorithm, error) => void failures.push(error) } },
    })
    const algorithm = tinyAlgorithm()
    const error = await trainer.fit(algorithm, new TinyDataset(5, 3)).catch((reason) => reason)
    expect(error).toBeInstanceOf(RunError)
    const last = logger.rows.at(-1) as Record<string, number>
    expect(last.step).toBe(2)
    const before = last['train/loss_cls_batch']?.toPrecision(4)
    expect(error.message).toBe(
      `the training loss became NaN in epoch 1, batch 4; the step before it had ${before}; first not finite: the input, in row 1 of the batch`,
    )
    expect(error.hint).toContain('look for values in the data')
    expect(failures).toEqual([error])
    expect(logger.ended).toEqual(['failed'])
    algorithm.dispose()
  })

  describe('a loss or weight that is not finite ends the run, and names what was first', () => {
    /** Sets all weights of the first layer after a step. */
    const setting = (value: number): Callback => ({
      onTrainBatchEnd: (_trainer, algorithm) => {
        const [weight] = algorithm.parameters()
        weight?.variable.assign(tf.fill(weight.variable.shape, value))
      },
    })

    /** What a fit and a test threw. */
    async function failure(options: TrainerConfig, weight: number, dataset = new TinyDataset()): Promise<RunError> {
      const algorithm = tinyAlgorithm()
      const callbacks = { spoil: setting(weight) }
      const trainer = new Trainer({ max_epochs: 1, num_sanity_val_steps: 0, callbacks, ...options })
      const error = await trainer.fit(algorithm, dataset).then(
        () => trainer.test(algorithm, dataset).catch((reason) => reason),
        (reason) => reason,
      )
      algorithm.dispose()
      expect(error).toBeInstanceOf(RunError)
      return error
    }

    test('a layer, while training', async () => {
      const { message, hint } = await failure({}, 3e38)
      expect(message).toMatch(
        /^the training loss became NaN in epoch 1, batch 2; the step before it had 0.\d+; first not finite: what the layer fc\/0 gives$/,
      )
      expect(hint).toContain('optimizer.lr')
    })

    test('a weight, while training', async () => {
      const { message } = await failure({}, Number.NaN)
      expect(message).toMatch(/in epoch 1, batch 2; .*; first not finite: the weight backbone.fc.0.weight$/)
    })

    test('a validation loss after the last step', async () => {
      const { message } = await failure({ max_steps: 1, val_check_interval: 1 }, 3e38)
      expect(message).toMatch(
        /^the validation loss of task 1 became NaN in epoch 1, batch 1; first not finite: what the/,
      )
    })

    test('a test loss after the last step, where nothing is validated', async () => {
      const { message } = await failure({ max_steps: 1, limit_val_batches: 0 }, 3e38)
      expect(message).toMatch(/^the test loss of task 1 became NaN in batch 1; first not finite: what the/)
    })

    test('weights that were loaded so: no learning rate is blamed', async () => {
      const algorithm = tinyAlgorithm()
      const [weight] = algorithm.parameters()
      weight?.variable.assign(tf.fill(weight.variable.shape, Number.NaN))
      const error = await new Trainer({}).test(algorithm, new TinyDataset()).catch((reason) => reason)
      algorithm.dispose()
      expect(error.message).toMatch(/^the test loss of task 1 became NaN in batch 1; first not finite: the weight/)
      expect(error.hint).toBe(
        'the weights were loaded so: take others; ++trainer.terminate_on_nan=false goes on anyway',
      )
    })

    test('a weight after the last step, which no loss tells of', async () => {
      const { message } = await failure({ limit_train_batches: 1, limit_val_batches: 0 }, Number.POSITIVE_INFINITY)
      expect(message).toBe('after epoch 1 the weight backbone.fc.0.weight is not finite')
    })

    test('the input of the check before training', async () => {
      const dataset = new TinyDataset()
      dataset.valBatches = () => new TinyDataset(1, 0).trainBatches()
      const { message } = await failure({ num_sanity_val_steps: 1 }, 1, dataset)
      expect(message).toBe(
        'the validation loss of task 1 became NaN in the check before training, batch 1; first not finite: the input, in row 1 of the batch',
      )
    })

    test('but not with terminate_on_nan=false', async () => {
      const algorithm = tinyAlgorithm()
      const trainer = new Trainer({ max_epochs: 2, terminate_on_nan: false, callbacks: { spoil: setting(Number.NaN) } })
      expect((await trainer.fit(algorithm, new TinyDataset())).epochs).toBe(2)
      expect((await trainer.test(algorithm, new TinyDataset())).averages.loss_cls).toBeNaN()
      algorithm.dispose()
    })
  })

  test('of several loggers that fail the first one’s error is told, and all are finalized', async () => {
    const finalized: string[] = []
    const failing = (name: string): Logger => ({
      logMetrics: () => {
        throw new Error(`${name} cannot log`)
      },
      finalize: (status) => {
        finalized.push(`${name} ${status}`)
        throw new Error(`${name} cannot end`)
      },
    })
    const algorithm = tinyAlgorithm()
    const loggers = { first: failing('first'), second: failing('second') }
    const trainer = new Trainer({ max_epochs: 1, log_every_n_steps: 1, metrics: { loss: new Loss() }, loggers })
    await expect(trainer.fit(algorithm, new TinyDataset())).rejects.toThrow('first cannot log')
    expect(finalized).toEqual(['first failed', 'second failed'])
    algorithm.dispose()
  })

  test('ends after the current step when it is told to', async () => {
    const controller = new AbortController()
    const logger = new Rows()
    const context = { signal: controller.signal, report: () => 'continue' as const, log: silentLog }
    const trainer = new Trainer({
      max_epochs: 100,
      context,
      loggers: { logger },
      callbacks: {
        impatient: {
          onTrainBatchEnd: ({ globalStep }) => {
            if (globalStep === 7) controller.abort()
          },
        },
      },
    })
    const algorithm = tinyAlgorithm()
    expect(await trainer.fit(algorithm, new TinyDataset())).toMatchObject({
      status: 'interrupted',
      steps: 7,
      epochs: 1,
    })
    expect(logger.ended).toEqual(['interrupted'])
    await expect(trainer.test(algorithm, new TinyDataset())).rejects.toThrow(Interrupted)
    algorithm.dispose()
  })

  test('reports once an epoch, and lets itself be pruned', async () => {
    const reports: Readonly<Record<string, number>>[] = []
    const report = (metrics: Readonly<Record<string, number>>) => {
      reports.push(metrics)
      return reports.length < 3 ? ('continue' as const) : ('prune' as const)
    }
    const context = { signal: new AbortController().signal, report, log: silentLog }
    const trainer = new Trainer({ max_epochs: 10, context, metrics: { loss: new Loss() } })
    const algorithm = tinyAlgorithm()
    expect(await trainer.fit(algorithm, new TinyDataset())).toMatchObject({ status: 'pruned', epochs: 3 })
    expect(reports).toHaveLength(3)
    expect(Object.keys(reports[0] as object)).toContain('learning_curve/val/loss_cls')
    expect(Object.keys(reports[0] as object)).toContain('learning_curve/train/loss_cls')
    algorithm.dispose()
  })

  test('accumulates: two half batches make the step of one whole batch', async () => {
    const whole = tinyAlgorithm()
    const halves = tinyAlgorithm()
    await new Trainer({ max_steps: 1 }).fit(whole, new TinyDataset(1))
    await new Trainer({ max_steps: 1, accumulate_grad_batches: 2 }).fit(halves, new TinyDataset(2))
    const [a, b] = [await stateDict(whole), await stateDict(halves)]
    for (const [name, { data }] of a) {
      const other = b.get(name)?.data as Float32Array
      expect(
        Math.max(...Array.from(data as Float32Array, (value, i) => Math.abs(value - (other[i] as number)))),
      ).toBeLessThan(1e-7)
    }
    whole.dispose()
    halves.dispose()
  })

  test('clips by norm before the step', async () => {
    const algorithm = tinyAlgorithm(undefined, 1)
    const before = await stateDict(algorithm)
    await new Trainer({ max_steps: 1, gradient_clip_val: 0.01 }).fit(algorithm, new TinyDataset(1))
    const after = await stateDict(algorithm)
    let squares = 0
    for (const [name, { data }] of before) {
      const moved = after.get(name)?.data as Float32Array
      for (const [i, value] of (data as Float32Array).entries()) squares += (value - (moved[i] as number)) ** 2
    }
    // with a rate of 1 the step is the gradient
    expect(Math.sqrt(squares)).toBeCloseTo(0.01, 5)
    algorithm.dispose()
  })

  test('a development run takes n batches of each kind and leaves loggers alone', async () => {
    const logger = new Rows()
    const kinds: string[] = []
    const count = (kind: string) => () => void kinds.push(kind)
    const trainer = new Trainer({
      fast_dev_run: 2,
      loggers: { logger },
      callbacks: {
        count: { onTrainBatchEnd: count('train'), onValidationBatchEnd: count('val'), onTestBatchEnd: count('test') },
        saver: { developmentRun: false, onTrainEpochEnd: count('saver') },
      },
    })
    const algorithm = tinyAlgorithm()
    await trainer.fit(algorithm, new TinyDataset())
    await trainer.test(algorithm, new TinyDataset())
    expect(kinds).toEqual(['train', 'train', 'val', 'val', 'val', 'test', 'test', 'test'])
    expect(logger.rows).toEqual([])
    algorithm.dispose()
  })

  test('hooks can read the outputs and the batch of their step', async () => {
    const seen: string[] = []
    const read =
      (kind: string) =>
      (_trainer: unknown, _algorithm: unknown, outputs: EvaluationOutputs, [x]: Batch) => {
        expect(outputs.preds.dataSync()).toHaveLength(x.dataSync().length / 2)
        expect(Number.isFinite(outputs.loss_cls.dataSync()[0] as number)).toBe(true)
        seen.push(kind)
      }
    const hooks = { onTrainBatchEnd: read('train'), onValidationBatchEnd: read('val'), onTestBatchEnd: read('test') }
    const trainer = new Trainer({ max_epochs: 1, num_sanity_val_steps: 0, callbacks: { hooks } })
    const algorithm = tinyAlgorithm()
    await trainer.fit(algorithm, new TinyDataset(1))
    await trainer.test(algorithm, new TinyDataset(1))
    expect(seen.join(' ')).toBe('train val val val val test test test test')
    algorithm.dispose()
  })

  test('weighs rows by default, and batches with compat clarena', async () => {
    const algorithm = tinyAlgorithm()
    const results = []
    for (const compat of [null, 'clarena'] as const) {
      const trainer = new Trainer({ metrics: { loss: new Loss(), compat } })
      results.push(await trainer.validate(algorithm, new TinyDataset()))
    }
    expect(results[0]?.rows).toEqual(
      new Map([
        [1, 6],
        [2, 2],
      ]),
    )
    expect(results[0]?.values['learning_curve/val/loss_cls']).toBeCloseTo(results[0]?.averages.loss_cls as number, 12)
    algorithm.dispose()
  })

  test.each([
    [{ limit_train_batches: 1.5 }, 'trainer.limit_train_batches must be an integer ≥ 0, a float from 0 to 1 or null'],
    [{ limit_train_batches: { fraction: 2 } }, 'trainer.limit_train_batches must be an integer ≥ 0'],
    [{ limit_val_batches: -1 }, 'trainer.limit_val_batches must be an integer ≥ 0'],
    [{ max_epochs: -2 }, 'trainer.max_epochs must be an integer ≥ -1 or null, not -2'],
    [{ max_epochs: 1.5 }, 'trainer.max_epochs must be an integer ≥ -1 or null, not 1.5'],
    [{ accumulate_grad_batches: 0 }, 'trainer.accumulate_grad_batches must be an integer ≥ 1'],
    [
      { gradient_clip_algorithm: 'max' as 'norm' },
      "trainer.gradient_clip_algorithm must be one of 'norm', 'value', null, not 'max'",
    ],
  ])('refuses %j', (options, message) => {
    expect(() => new Trainer(options)).toThrow(ConfigError)
    expect(() => new Trainer(options)).toThrow(message)
  })

  test.each([
    [{ limit_train_batches: 0.1 }, 'trainer.limit_train_batches=0.1 of 5 batches leaves none'],
    [{ val_check_interval: 6 }, 'val_check_interval=6 is more than the 5 training batches of an epoch'],
  ])('refuses %j, which leaves nothing to do', async (options, message) => {
    const algorithm = tinyAlgorithm()
    const failure = await new Trainer(options).fit(algorithm, new TinyDataset()).catch((reason) => reason)
    expect(failure).toBeInstanceOf(ConfigError)
    expect(failure.message).toContain(message)
    algorithm.dispose()
  })

  test('a fraction of 1.0 is all, a count of 1 is one', async () => {
    const algorithm = tinyAlgorithm()
    const steps = []
    for (const limit of [{ fraction: 1 }, 1, 0.6]) {
      steps.push(
        (await new Trainer({ max_epochs: 1, limit_train_batches: limit }).fit(algorithm, new TinyDataset())).steps,
      )
    }
    expect(steps).toEqual([5, 1, 3])
    algorithm.dispose()
  })
})

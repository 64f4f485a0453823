import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { JointLearning } from '../../src/components/algorithm/joint-learning.js'
import { LearningRateMonitor } from '../../src/components/callbacks/learning-rate-monitor.js'
import { HeadsMTL } from '../../src/components/heads/heads-mtl.js'
import { instantiate } from '../../src/components/instantiate.js'
import { CSVLogger } from '../../src/components/loggers/csv-logger.js'
import { Accuracy } from '../../src/components/metrics/accuracy.js'
import { Loss } from '../../src/components/metrics/loss.js'
import { Trainer } from '../../src/components/trainer/trainer.js'
import type { Backbone } from '../../src/nn/module.js'
import type { LRScheduler, Optimizer } from '../../src/nn/optimizer.js'
import type { MTLDataset } from '../../src/training/dataset.js'
import { Generator } from '../../src/util/generator.js'
import { startBackend } from '../helpers/backend.js'
import { required } from '../helpers/required.js'
import { readVectors } from './read-vectors.js'

type Settings = Record<string, unknown>

interface PipelineConfig {
  mtl_dataset: { cl_dataset: Settings; batch_size: number }
  backbone: Settings & { output_dim: number }
  optimizer: Settings
  lr_scheduler: Settings
  trainer: Settings
  callbacks: Settings[]
  train_tasks: number
  eval_tasks: number
  global_seed: number
}

interface Vector {
  config_yaml: string
  metrics_csv: string
  acc_csv: string
}

const installed = process.env.POLYHEAD_DATA !== undefined || existsSync('/usr/share/datasets/fashion-mnist')
/** Whole runs take minutes: asked for by name. */
const long = process.env.POLYHEAD_LONG !== undefined
const vectors = readVectors<Vector>('f_pipeline', ({ kind }) => kind === 'clarena_pipeline_run')
const folder = mkdtempSync(join(tmpdir(), 'polyhead-'))

beforeAll(startBackend)
afterAll(() => rmSync(folder, { recursive: true }))

describe.skipIf(!installed && !required('fashion'))(
  'CLArena’s runs, from the seed alone (Fashion-MNIST: POLYHEAD_DATA)',
  () => {
    for (const [name, vector] of vectors) {
      const short = name.startsWith('short')
      test.skipIf(!short && !long)(`${name}${short ? '' : ' (POLYHEAD_LONG)'}`, { timeout: 600_000 }, async () => {
        const dir = join(folder, name)
        const logged = await run(vector, dir)
        const expected = table(vector.metrics_csv)
        if (short) expectSameCourse(logged, expected)
        expectSameRows(logged, expected)
        expectResults(readFileSync(join(dir, 'acc.csv'), 'utf8'), vector.acc_csv, short ? 0.03 : 0.003)
      })
    }
  },
)

/** What the pipeline does, in its order of draws; gives what was logged. */
async function run({ config_yaml }: Vector, dir: string): Promise<Row[]> {
  const config: PipelineConfig = parse(config_yaml)
  const { root: _, ...task } = config.mtl_dataset.cl_dataset
  const dataset = await make<MTLDataset>({ ...task, batch_size: config.mtl_dataset.batch_size })
  await dataset.prepare()
  const generator = new Generator(config.global_seed)
  const backbone = await make<Backbone>(config.backbone, { generator })
  const heads = new HeadsMTL({ input_dim: config.backbone.output_dim, generator })
  const algorithm = new JointLearning({ backbone, heads })
  const trainTasks = ids(config.train_tasks)
  await dataset.setup({ trainTasks, evalTasks: ids(config.eval_tasks) })
  algorithm.setupTasks({
    taskIds: trainTasks,
    numClasses: new Map(trainTasks.map((id) => [id, dataset.numClasses(id)])),
    optimizer: await make<Optimizer>(config.optimizer),
    lrScheduler: await make<LRScheduler>(config.lr_scheduler),
  })
  const { _target_: _trainer, accelerator: _a, devices: _d, default_root_dir: _r, ...options } = config.trainer
  const logger = new CSVLogger({ save_dir: dir })
  const monitor = config.callbacks.find(({ _target_ }) => String(_target_).endsWith('LearningRateMonitor'))
  const trainer = new Trainer({
    ...options,
    generator,
    metrics: { accuracy: new Accuracy({ save_dir: dir }), loss: new Loss({ save_dir: dir }), compat: 'clarena' },
    loggers: { csv: logger },
    callbacks: monitor ? { monitor: new LearningRateMonitor({ logging_interval: 'epoch' }) } : {},
  })
  await trainer.fit(algorithm, dataset)
  await trainer.test(algorithm, dataset)
  algorithm.dispose()
  return table(readFileSync(logger.path, 'utf8'))
}

async function make<T>({ _partial_: _, ...settings }: Settings, kwargs: Settings = {}): Promise<T> {
  return (await instantiate(settings, { kwargs })) as T
}

function ids(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1)
}

type Row = Map<string, number>

/** Cells that are filled. */
function table(csv: string): Row[] {
  const [header = '', ...lines] = csv.trimEnd().split('\n')
  const names = header.split(',')
  return lines.map((line) => {
    const cells = line.split(',').map((cell, i) => [names[i] as string, cell] as const)
    return new Map(cells.filter(([, cell]) => cell !== '').map(([name, cell]) => [name, Number(cell)]))
  })
}

function column(rows: readonly Row[], name: string): number[] {
  return rows.flatMap((row) => row.get(name) ?? [])
}

/** The first steps agree to rounding; later ones drift apart, but their means do not. */
function expectSameCourse(actual: readonly Row[], expected: readonly Row[]): void {
  const loss = column(actual, 'train/loss_cls_batch')
  const wanted = column(expected, 'train/loss_cls_batch')
  expect(loss).toHaveLength(wanted.length)
  const off = wanted.map((value, i) => Math.abs((loss[i] as number) - value))
  expect(Math.max(...off.slice(0, 10))).toBeLessThanOrEqual(1e-4)
  expect(Math.max(...off.map((value, i) => value / (wanted[i] as number)))).toBeLessThanOrEqual(1e-2)
  expect(Math.abs(mean(loss) - mean(wanted))).toBeLessThanOrEqual(1e-3)
  const acc = column(actual, 'train/acc_batch')
  const wantedAcc = column(expected, 'train/acc_batch')
  expect(Math.max(...wantedAcc.map((value, i) => Math.abs((acc[i] as number) - value)))).toBeLessThanOrEqual(0.03)
  expect(Math.abs(mean(acc) - mean(wantedAcc))).toBeLessThanOrEqual(0.003)
}

/** The same rows, in the same order; ours may have cells of our own. */
function expectSameRows(actual: readonly Row[], expected: readonly Row[]): void {
  const places = (rows: readonly Row[]) => rows.map((row) => [row.get('epoch'), row.get('step')])
  expect(places(actual)).toEqual(places(expected))
  for (const [i, row] of expected.entries()) {
    for (const name of row.keys()) expect([...(actual[i] as Row).keys()]).toContain(name)
    const rate = row.get('lr-SGD')
    if (rate !== undefined) expect(actual[i]?.get('lr-SGD')).toBeCloseTo(rate, 9)
    const val = row.get('learning_curve/val/loss_cls')
    if (val !== undefined)
      expect(Math.abs((actual[i]?.get('learning_curve/val/loss_cls') as number) / val - 1)).toBeLessThan(0.01)
  }
}

function expectResults(actual: string, expected: string, tolerance: number): void {
  const [ours, wanted] = [table(actual)[0] as Row, table(expected)[0] as Row]
  expect([...ours.keys()]).toEqual([...wanted.keys()])
  for (const [name, value] of wanted) {
    expect(Math.abs((ours.get(name) as number) - value), name).toBeLessThanOrEqual(tolerance)
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

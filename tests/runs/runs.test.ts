import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listRuns, type MetricSeries, type RunRecord, readMetrics, readRun } from '../../src/runs/index.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { Project } from '../helpers/project.js'
import { runRecord } from '../helpers/run-record.js'

describe('of runs at the command line', () => {
  const project = new Project()
  beforeAll(() => {
    for (const [name, lr] of [
      ['a', 0.1],
      ['b', 0.2],
    ]) {
      const args = ['-q', 'trainer.max_epochs=2', 'trainer.limit_train_batches=3', 'train_tasks=2']
      const { code, stderr } = project.polyhead(...args, `optimizer.lr=${lr}`, `hydra.run.dir=outputs/${name}`)
      expect(code, stderr).toBe(0)
    }
  })
  afterAll(() => project.remove())

  test('listRuns finds them with what they were made of and gave', () => {
    const runs = listRuns(join(project.dir, 'outputs'))
    expect(runs.map(({ dir, status, config }) => [dir, status, config['optimizer.lr']])).toEqual([
      [join(project.dir, 'outputs/a'), 'done', 0.1],
      [join(project.dir, 'outputs/b'), 'done', 0.2],
    ])
    expect(runs[0]?.results?.avg_acc).toBeTypeOf('number')
  })

  test('readRun reads record, config and hyperparameters', () => {
    const run = readRun(join(project.dir, 'outputs/a'))
    expect(run).toMatchObject({
      status: 'done',
      record: { kind: 'train', trainTasks: [1, 2] },
      config: { optimizer: { lr: 0.1 }, trainer: { max_epochs: 2 } },
    })
    expect(Object.keys(run.hparams ?? {})).toContain('optimizer')
    expect(run.files.metrics).toBe(join(project.dir, 'outputs/a/metrics.csv'))
  })

  test('readMetrics gives the same from the table and from the lines of JSON', () => {
    const dir = join(project.dir, 'outputs/a')
    const table = readMetrics(dir)
    expect(table.get('learning_curve/val/acc')).toMatchObject({ steps: [2, 5], epochs: [0, 1] })
    expect(table.get('lr-Adam')?.epochs.every((epoch) => epoch === null)).toBe(true)
    rmSync(join(dir, 'metrics.csv'))
    const lines = readMetrics(dir)
    const untimed = (metrics: ReadonlyMap<string, MetricSeries>) =>
      new Map([...metrics].sort().map(([name, { times: _, ...series }]) => [name, series]))
    expect(untimed(lines)).toEqual(untimed(table))
    for (const { times, steps } of [...lines.values(), ...table.values()]) {
      expect(times?.length).toBe(steps.length)
      expect(times?.every((time) => Math.abs(time - Date.now()) < 600_000)).toBe(true)
    }
    rmSync(join(dir, 'metrics.jsonl'))
    expect(readMetrics(dir)).toEqual(new Map())
  })
})

describe('of any directory', () => {
  const root = mkdtempSync(join(tmpdir(), 'polyhead-runs-'))
  afterAll(() => rmSync(root, { recursive: true }))

  function write(name: string, files: Record<string, string>, more: Partial<RunRecord> = {}): string {
    const dir = join(root, name)
    mkdirSync(dir, { recursive: true })
    const text = JSON.stringify(runRecord(more))
    for (const [file, content] of Object.entries({ 'run.json': text, ...files }))
      writeFileSync(join(dir, file), content)
    return dir
  }

  test('what is no run, or no folder, is an error that says so', () => {
    expect(() => readRun(join(root, 'nothing'))).toThrow(ConfigError)
    expect(() => readMetrics(join(root, 'nothing'))).toThrow('is not a run directory: there is no such folder')
    expect(() => listRuns(join(root, 'nothing'))).toThrow('there is no folder')
  })

  test('a run that failed before its config was written has none', () => {
    expect(readRun(write('early', {}, { status: 'failed' }))).toMatchObject({ status: 'failed', config: undefined })
  })

  test('a row that is half written is left out, and numbers that JSON lacks are read', () => {
    const table = write('table', { 'metrics.csv': '"a,b",epoch,step\n1,0,0\nNaN,0,1\n2.5,1' })
    expect(readMetrics(table).get('a,b')).toEqual({
      name: 'a,b',
      steps: [0, 1],
      epochs: [0, 0],
      values: [1, Number.NaN],
    })
    const lines = write('lines', { 'metrics.jsonl': '{"step":0,"a":"-Infinity"}\n{"step":1,"a":' })
    expect(readMetrics(lines).get('a')?.values).toEqual([Number.NEGATIVE_INFINITY])
  })

  test('metrics are found by the name that the config gives their file, but not outside the directory', () => {
    const config = { 'loggers.x._target_': 'lightning.pytorch.loggers.CSVLogger', 'loggers.x.file_name': 'mine.csv' }
    const own = write('own', { 'mine.csv': 'a,step\n1,0\n' }, { config })
    expect(readMetrics(own).get('a')?.values).toEqual([1])
    writeFileSync(join(root, 'secret.csv'), 'a,step\n1,0\n')
    const foreign = write('foreign', {}, { config: { ...config, 'loggers.x.file_name': '../secret.csv' } })
    expect(readMetrics(foreign)).toEqual(new Map())
  })
})

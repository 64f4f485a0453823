import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { WandbLogger } from '../../../src/components/loggers/wandb-logger.js'
import { loggerChecks } from '../../../src/testing/index.js'
import { packageRoot } from '../../../src/util/package-root.js'
import { RunError } from '../../../src/util/run-error.js'
import { Project } from '../../helpers/project.js'
import { required } from '../../helpers/required.js'
import { testAll } from '../../helpers/test-all.js'
import { readWandb } from './read-wandb.js'
import { WandbServer } from './wandb-server.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(root, { recursive: true }))

const bin = join(packageRoot, 'bin/polyhead.js')
const python = process.env.POLYHEAD_PYTHON ?? 'python3'

function hasWandb(): boolean {
  try {
    execFileSync(python, ['-c', 'import wandb'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Runs `wandb sync`, which talks to the server alone, and to no file of the user's. */
async function sync(folder: string, server: string): Promise<string> {
  const env = {
    ...process.env,
    WANDB_BASE_URL: server,
    WANDB_API_KEY: 'a'.repeat(40),
    WANDB_ERROR_REPORTING: 'false',
    WANDB_CONFIG_DIR: join(root, 'config'),
    WANDB_CACHE_DIR: join(root, 'cache'),
    WANDB_DATA_DIR: join(root, 'data'),
    HOME: root,
  }
  const child = spawn(python, ['-m', 'wandb', 'sync', folder], { cwd: root, env })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      said += data
    })
  }
  expect(await new Promise((resolve) => child.on('close', resolve)), said).toBe(0)
  return said
}

describe.skipIf(!hasWandb() && !required('wandb'))('WandbLogger (W&B: POLYHEAD_PYTHON)', () => {
  async function uploaded(folder: string) {
    const server = new WandbServer()
    try {
      const said = await sync(folder, await server.start())
      expect(said).toContain('Finished syncing')
      return server.uploaded
    } finally {
      server.stop()
    }
  }

  test('wandb sync uploads every row, the config, and what the run is', async () => {
    const save_dir = join(root, 'synced')
    const what = { name: 'wide', group: 'widths', job_type: 'train', notes: 'a try', tags: ['a', 'b'] }
    const logger = new WandbLogger({ save_dir, id: 'abc', project: 'digits', entity: 'team', ...what })
    logger.logHyperparams({ 'optimizer.lr': 0.1, 'backbone.hidden_dims': [64], note: null })
    // more than a block of the file
    for (let step = 0; step < 400; step++) {
      logger.logMetrics({ loss: 1 / (step + 1), ...(step === 7 && { bad: Number.NaN }) }, { step, epoch: step % 100 })
    }
    logger.finalize('success')
    const { run, config, rows, exitCode } = await uploaded(dirname(logger.path as string))
    expect(run).toMatchObject({ name: 'abc', project: 'digits', entity: 'team', displayName: 'wide', notes: 'a try' })
    expect(run).toMatchObject({ groupName: 'widths', jobType: 'train', tags: ['a', 'b'] })
    expect(config['optimizer.lr']).toEqual({ value: 0.1 })
    expect(config['backbone.hidden_dims']).toEqual({ value: [64] })
    expect(rows).toHaveLength(400)
    expect(rows[7]).toContain('"bad":NaN')
    const last = JSON.parse(rows[399] as string)
    expect(last).toMatchObject({ loss: 1 / 400, epoch: 99, 'trainer/global_step': 399, _step: 399 })
    expect(exitCode).toBe(0)
    const files = join(dirname(logger.path as string), 'files')
    expect(readFileSync(join(files, 'wandb-summary.json'), 'utf8')).toContain('"bad":NaN')
  })

  test('a run of the command line is uploaded with its metrics', async () => {
    const project = new Project()
    const { code, stderr } = project.polyhead(
      'train_tasks=2',
      'eval_tasks=2',
      'trainer.max_epochs=2',
      'hydra.run.dir=run',
      'hydra.launcher=null',
      '+loggers@loggers.wandb=wandb_logger',
      'loggers.wandb.offline=false',
    )
    expect(code, stderr).toBe(0)
    expect(stderr).toContain("loggers.wandb.offline=false has no effect: runs are written offline, and 'wandb sync'")
    const { rows, config, exitCode } = await uploaded(join(project.dir, 'run/wandb'))
    const logged = project.read('run/metrics.jsonl').trim().split('\n')
    expect(rows.length).toBe(logged.length)
    expect(config['optimizer.lr']).toBeDefined()
    expect(exitCode).toBe(0)
    project.remove()
  })
})

const rows: Record<string, number>[] = [{ 'lr-SGD': 0.5 }, { loss: 2 }, { loss: Number.NEGATIVE_INFINITY }]

function log(logger: WandbLogger, from: number, to: number): void {
  for (let step = from; step < to; step++) logger.logMetrics(rows[step] as Record<string, number>, { step })
}

test('a run has one folder, named after its time and id', () => {
  const save_dir = join(root, 'named')
  const logger = new WandbLogger({ save_dir, version: 'v1', id: 'other' })
  logger.finalize('success')
  expect(existsSync(save_dir)).toBe(false)
  log(logger, 0, 3)
  logger.finalize('interrupted')
  expect(logger.path).toMatch(/wandb\/offline-run-\d{8}_\d{6}-v1\/run-v1\.wandb$/)
  expect(readWandb(save_dir)).toEqual([
    {
      rows: [
        { 'lr-SGD': '0.5', 'trainer/global_step': '0', _step: '0' },
        { loss: '2', 'trainer/global_step': '1', _step: '1' },
        { loss: '-Infinity', 'trainer/global_step': '2', _step: '2' },
      ],
      summary: { 'lr-SGD': '0.5', loss: '-Infinity', 'trainer/global_step': '2', _step: '2' },
      config: {},
      exitCode: 255,
    },
  ])
})

test('a secret is no part of what a run says of itself, since others see it', () => {
  const project = new Project()
  const args = ['+loggers@loggers.w=wandb_logger', 'loggers.w.notes="by ${oc.env:T_TOKEN}"', 'hydra.run.dir=never']
  const { code, stderr } = project.node([bin, ...args], { T_TOKEN: 'hunter2hunter2' })
  expect(code).toBe(2)
  expect(stderr).toContain('loggers.w.notes is made of a secret, which everybody would see who sees the logged run')
  expect(stderr).not.toContain('hunter2hunter2')
  expect(project.has('never')).toBe(false)
  project.remove()
})

test('runs without an id have one each', () => {
  const loggers = [1, 2].map(() => new WandbLogger({ save_dir: join(root, 'drawn') }))
  for (const logger of loggers) log(logger, 0, 1)
  for (const logger of loggers) logger.finalize('success')
  const names = readdirSync(join(root, 'drawn/wandb'))
  expect(new Set(names).size).toBe(2)
  for (const name of names) expect(name).toMatch(/-[a-z0-9]{8}$/)
})

test('a run that goes on keeps its id and its summary, and is uploaded again', () => {
  const save_dir = join(root, 'resumed')
  const first = new WandbLogger({ save_dir })
  log(first, 0, 2)
  const state = JSON.parse(JSON.stringify(first.stateDict()))
  first.finalize('interrupted')
  const path = first.path as string
  for (const mark of ['synced', 'syncstate']) writeFileSync(`${path}.${mark}`, '')
  const second = new WandbLogger({ save_dir })
  second.loadStateDict(state)
  second.logHyperparams({ again: true })
  second.finalize('success')
  expect(second.path).toBe(path)
  const [run] = readWandb(save_dir)
  expect(run).toMatchObject({ summary: { 'lr-SGD': '0.5', loss: '2' }, config: {}, exitCode: 0 })
  expect(existsSync(`${path}.synced`) || existsSync(`${path}.syncstate`)).toBe(false)
})

test('a log that lost what was logged is refused, and so is a state that leads elsewhere', () => {
  const save_dir = join(root, 'lost')
  const first = new WandbLogger({ save_dir })
  log(first, 0, 2)
  const state = first.stateDict()
  first.finalize('interrupted')
  truncateSync(first.path as string, 40)
  expect(() => new WandbLogger({ save_dir }).loadStateDict(state)).toThrow(RunError)
  const elsewhere = { ...state, folder: '../../offline-run-20260101_000000-a' }
  expect(() => new WandbLogger({ save_dir }).loadStateDict(elsewhere)).toThrow('is no folder of a run')
})

for (const flush_logs_every_n_steps of [1, 100]) {
  const make = (save_dir: string) => new WandbLogger({ save_dir, id: 'one', flush_logs_every_n_steps })
  // An end is said where a run is finalized alone.
  const read = (folder: string) => readWandb(folder).map(({ exitCode: _, ...logged }) => logged)
  const checks = loggerChecks(make, { read })
  testAll(`WandbLogger that writes ${flush_logs_every_n_steps} rows at once, as every logger`, checks)
}

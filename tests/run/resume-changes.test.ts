import { createHash } from 'node:crypto'
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const QUICK = ['trainer.limit_train_batches=11', 'trainer.log_every_n_steps=2', 'train_tasks=2', 'backend=wasm']
const STOPPING = '+callbacks.stop={_target_: polyhead.callbacks.EarlyStopping, monitor: task/train/acc, mode: min'

let project: Project
const path = (...names: string[]) => join(project.dir, ...names)
const record = (dir: string) => JSON.parse(project.read(`${dir}/run.json`))

async function train(dir: string, ...overrides: string[]): Promise<void> {
  const { code, stderr } = await commandLine(project.dir, [...QUICK, ...overrides, `hydra.run.dir=${dir}`])
  expect(code, stderr).toBe(0)
}

/** The same weights, optimizer, logs and results, bit for bit. */
function expectSame(dir: string, other: string): void {
  const weights = ['checkpoints/final/model.safetensors', 'checkpoints/final/optimizer.safetensors']
  for (const file of [...weights, 'metrics.csv', 'metrics.jsonl', 'results/acc.csv', 'results/loss_cls.csv']) {
    expect(readFileSync(path(dir, file)).equals(readFileSync(path(other, file))), `${dir}/${file}`).toBe(true)
  }
  expect(record(dir)).toMatchObject({ status: 'done', results: record(other).results, config: record(other).config })
}

function checksum(dir: string): string {
  const hash = createHash('sha256')
  for (const file of project.files(dir)) hash.update(file).update(readFileSync(path(file)))
  return hash.digest('hex')
}

beforeAll(async () => {
  project = new Project()
  await train('done', 'trainer.max_epochs=2')
})
afterAll(() => project.remove())

describe('a run that is done goes on', () => {
  test('to more epochs, and ends as one that was to train them from the beginning', async () => {
    cpSync(path('done'), path('longer'), { recursive: true })
    await train('whole', 'trainer.max_epochs=4')
    const { code, stdout, stderr } = await commandLine(project.dir, ['resume', 'longer', 'trainer.max_epochs=4'])
    expect(code, stderr).toBe(0)
    expect(stderr).toMatch(/^going on after step 22\n/)
    expect(stdout).toContain('results    longer\n')
    expectSame('longer', 'whole')
    expect(project.read('longer/config.resolved.yaml')).toContain('\n  max_epochs: 4\n')
    expect(record('longer').resumes).toMatchObject([{ after: 'done', step: 22, overrides: ['trainer.max_epochs=4'] }])
    const again = await commandLine(project.dir, ['reproduce', 'longer', '--in', 'longer-again'])
    expect(again.stdout, again.stderr).toMatch(/^identical/)
  })

  test('also where its steps had ended in the middle of an epoch', async () => {
    await train('cut', 'trainer.max_epochs=-1', 'trainer.max_steps=15')
    await train('uncut', 'trainer.max_epochs=-1', 'trainer.max_steps=25')
    const { code, stderr } = await commandLine(project.dir, ['resume', 'cut', 'trainer.max_steps=25'])
    expect(code, stderr).toBe(0)
    expect(stderr).toMatch(/^going on after step 11\n/)
    expectSame('cut', 'uncut')
  })

  test('also where a callback had ended it that is more patient now', async () => {
    await train('stopped', 'trainer.max_epochs=5', `${STOPPING}, patience: 1}`)
    expect(record('stopped').config['callbacks.stop.patience']).toBe(1)
    await train('patient', 'trainer.max_epochs=5', `${STOPPING}, patience: 3}`)
    const stays = await commandLine(project.dir, ['resume', 'stopped', 'trainer.log_every_n_steps=3'])
    expect(stays.code, stays.stderr).toBe(0)
    expect(stays.stderr).toContain('a callback had ended the training: it stays ended\n')
    const overrides = ['callbacks.stop.patience=3', 'trainer.log_every_n_steps=2']
    const { code, stderr } = await commandLine(project.dir, ['resume', 'stopped', ...overrides])
    expect(code, stderr).toBe(0)
    expectSame('stopped', 'patient')
  })

  test('with another logger and without a callback', async () => {
    cpSync(path('done'), path('logged'), { recursive: true })
    const overrides = ['trainer.max_epochs=3', '+loggers@loggers.board=tensorboard_logger', '~callbacks.progress_bar']
    const { code, stderr } = await commandLine(project.dir, ['resume', 'logged', ...overrides])
    expect(code, stderr).toBe(0)
    expect(project.files('logged/tensorboard')).toHaveLength(1)
    expect(
      Object.keys(record('logged').config).filter((key) => /^callbacks\.progress|csv_logger\._target_/.test(key)),
    ).toEqual(['loggers.csv_logger._target_'])
  })
})

describe('is refused by name, and nothing is written', () => {
  const refused: Record<string, string | RegExp> = {
    'optimizer.lr=0.5': 'optimizer.lr cannot be changed in a run that goes on',
    'optimizer=sgd': 'optimizer cannot be changed in a run that goes on',
    'trainer.limit_train_batches=5': 'trainer.limit_train_batches cannot be changed',
    'seed=2': 'seed cannot be changed',
    '+vars.x=1': 'vars cannot be changed',
    '~metrics.loss': 'metrics.loss cannot be changed',
    'hydra.run.dir=elsewhere': 'hydra.run.dir cannot be changed',
    'callbacks=reaching': 'optimizer.lr cannot be changed',
    'loggers.csv_logger.file_name=other.csv': 'loggers.csv_logger.file_name cannot be changed',
    'callbacks@callbacks.progress_bar=gradient_norm': 'callbacks.progress_bar cannot be changed',
    'trainer.max_epochs=1': /trainer.max_epochs is 1, but 2 epochs are done already[\s\S]*3 or more go on from there/,
    'trainer.max_steps=3': 'trainer.max_steps is 3, but 22 steps are done already',
    'trainer.max_epoch=5': "did you mean 'trainer.max_epochs'?",
    'trainer.max_epochs=no': 'trainer.max_epochs must be an integer',
  }
  for (const [override, says] of Object.entries(refused)) {
    test(override, async () => {
      project.write(
        'configs/callbacks/reaching.yaml',
        '# @package _global_\ncallbacks: {}\noptimizer: {_target_: polyhead.optimizers.Adam, lr: 9}\n',
      )
      const before = checksum('done')
      const { code, stderr } = await commandLine(project.dir, ['resume', 'done', override])
      expect(code, stderr).toBe(2)
      expect(stderr).toMatch(says)
      expect(checksum('done')).toBe(before)
    })
  }
})

test('a run in the middle of an epoch is refused fewer epochs than that one', async () => {
  await train('within', 'trainer.max_epochs=2', 'trainer.checkpoint_every_n_steps=4')
  // As Ctrl-C after step 20 leaves it: an epoch has 11.
  for (const later of ['step-22', 'final']) rmSync(path('within/checkpoints', later), { recursive: true })
  project.write('within/run.json', JSON.stringify({ ...record('within'), status: 'interrupted' }))
  const before = checksum('within')
  const refused = await commandLine(project.dir, ['resume', 'within', 'trainer.max_epochs=1'])
  expect(refused.code, refused.stderr).toBe(2)
  expect(refused.stderr).toMatch(
    /trainer.max_epochs is 1, but the run is in epoch 2 already[\s\S]*2 or more go on from there/,
  )
  expect(checksum('within')).toBe(before)
  const taken = await commandLine(project.dir, ['resume', 'within', 'trainer.max_epochs=2'])
  expect(taken.code, taken.stderr).toBe(0)
  expect(taken.stderr).toMatch(/^going on after step 20\n/)
  expect(readFileSync(path('within/metrics.csv'))).toEqual(readFileSync(path('done/metrics.csv')))
})

test('a run that is done stays as it is where nothing is changed', async () => {
  for (const overrides of [[], ['trainer.max_epochs=2']]) {
    const before = checksum('done')
    const { code, stdout, stderr } = await commandLine(project.dir, ['resume', 'done', ...overrides])
    expect(code, stderr).toBe(0)
    expect(stdout).toBe("the run in 'done' is done: nothing is left to do\n")
    expect(checksum('done')).toBe(before)
  }
})

import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lightningKeys } from '../../src/components/trainer/lightning-keys.js'
import { withTrainerTable } from '../../src/components/trainer/lightning-table.js'
import { ownProperties, readSchema } from '../../src/schema/component-schema.js'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

/** The parameters of `lightning.pytorch.trainer.Trainer`, 2.6. */
const parameters = `accelerator strategy devices num_nodes precision logger callbacks fast_dev_run max_epochs min_epochs
  max_steps min_steps max_time limit_train_batches limit_val_batches limit_test_batches limit_predict_batches
  overfit_batches val_check_interval check_val_every_n_epoch num_sanity_val_steps log_every_n_steps enable_checkpointing
  enable_progress_bar enable_model_summary accumulate_grad_batches gradient_clip_val gradient_clip_algorithm
  deterministic benchmark inference_mode use_distributed_sampler profiler detect_anomaly barebones plugins
  sync_batchnorm reload_dataloaders_every_n_epochs default_root_dir enable_autolog_hparams model_registry`.split(/\s+/)

test("the guide's table of keys is what the keys say of themselves", () => {
  const page = readFileSync(new URL('../../docs/from-lightning.md', import.meta.url), 'utf8')
  expect(page).toBe(withTrainerTable(page))
  for (const key of parameters) expect(page).toContain(`| \`${key}\` |`)
})

const limits = ['limit_train_batches=3', 'limit_val_batches=1', 'limit_test_batches=1'].map((key) => `trainer.${key}`)
const small = ['train_tasks=1', 'trainer.max_epochs=2', ...limits, 'backend=wasm']

test("every key of Lightning's Trainer is known", () => {
  expect(Object.keys(lightningKeys)).toEqual(parameters)
  expect(Object.keys(ownProperties(readSchema('trainer/trainer')))).toEqual(expect.arrayContaining(parameters))
})

describe('on the command line', () => {
  let project: Project
  beforeAll(() => {
    project = new Project()
  })
  afterAll(() => project.remove())

  test.each([
    ['trainer.strategy=ddp', 'one process', 'trainer.strategy=auto'],
    ['trainer.strategy=fsdp', 'one process', 'trainer.strategy=auto'],
    ['trainer.devices=4', 'one device', 'trainer.devices=1'],
    ['trainer.devices=[0,1]', 'one device', 'trainer.devices=1'],
    ["trainer.devices='2'", 'one device', 'trainer.devices=1'],
    ['trainer.num_nodes=2', 'one machine', 'trainer.num_nodes=1'],
    ['trainer.precision=16-mixed', '32 bits', 'trainer.precision=32-true'],
    ['trainer.precision=bf16', '32 bits', 'trainer.precision=32-true'],
    ['trainer.precision=64', '32 bits', 'trainer.precision=32-true'],
    ['trainer.accelerator=tpu', 'no backend', 'trainer.accelerator=auto'],
    ['trainer.profiler=pytorch', "only 'simple'", '++trainer.profiler=simple'],
    ['trainer.plugins=[slurm]', 'processes', 'trainer.plugins=null'],
    ['trainer.max_time=1h', 'DD:HH:MM:SS', 'trainer.max_time="00:01:30:00"'],
    ['trainer.max_time={}', 'DD:HH:MM:SS', 'trainer.max_time="00:01:30:00"'],
    ["trainer.val_check_interval='00:00:10:00'", 'a time', 'trainer.val_check_interval=0.5'],
  ])('%s is refused with the reason, and a hint that works', async (override, why, hint) => {
    const { code, stderr } = await commandLine(project.dir, [...small, override, '--dry-run'])
    expect(code).toBe(2)
    expect(stderr).toContain(why)
    expect(stderr).toContain(hint)
    expect(project.files('outputs')).toEqual([])
    const again = await commandLine(project.dir, [...small, hint.replaceAll('"', "'"), '--dry-run'])
    expect(again.code, again.stderr).toBe(0)
  })

  test('what costs time cannot be asked for beside barebones', async () => {
    const { code, stderr } = await commandLine(project.dir, [
      ...small,
      'trainer.barebones=true',
      'trainer.profiler=simple',
      '--dry-run',
    ])
    expect([code, stderr]).toEqual([2, expect.stringContaining('trainer.barebones=false')])
  })

  test('what is without effect says so once, and what asks for nothing says nothing', async () => {
    const idle = ['benchmark=true', 'default_root_dir=x', 'reload_dataloaders_every_n_epochs=1', 'sync_batchnorm=true']
    const silent = ['devices=auto', 'strategy=auto', 'precision=32', 'num_nodes=1', 'inference_mode=true', 'plugins=[]']
    const { code, stdout, stderr } = await commandLine(project.dir, [
      ...small,
      ...[...idle, ...silent, 'logger=false', 'deterministic=warn'].map((each) => `trainer.${each}`),
      'hydra.run.dir=outputs/idle',
    ])
    expect(code, stderr).toBe(0)
    const told = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('has no effect'))
    expect(told.map((line) => line.split(' ')[0]).sort()).toEqual(
      idle.map((each) => `trainer.${each.split('=')[0]}`).sort(),
    )
    expect(project.has('outputs/idle/metrics.csv')).toBe(false)
  })

  test('a run that its time ended is had again to the bit, whatever its clock says', async () => {
    // the clock ends it after the first batch, wherever that is
    const time = 'trainer.max_time={milliseconds: 1}'
    const { code, stderr } = await commandLine(project.dir, [...small, time, 'hydra.run.dir=outputs/short'])
    expect(code, stderr).toBe(0)
    const { timedOutAfter } = JSON.parse(project.read('outputs/short/run.json'))
    expect(timedOutAfter).toBeLessThanOrEqual(1)
    const again = await commandLine(project.dir, ['reproduce', 'outputs/short'])
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('identical')])
  })

  test('a time that a run is given when it goes on counts all its batches, and the run is had again', async () => {
    const run = await commandLine(project.dir, [...small, 'hydra.run.dir=outputs/longer'])
    expect(run.code, run.stderr).toBe(0)
    const more = ['trainer.max_epochs=4', 'trainer.max_time={milliseconds: 1}']
    const { code, stderr } = await commandLine(project.dir, ['resume', 'outputs/longer', ...more])
    expect(code, stderr).toBe(0)
    const { timedOutAfter } = JSON.parse(project.read('outputs/longer/run.json'))
    // two epochs of three batches, and the first one after them
    expect(timedOutAfter).toBe(7)
    const again = await commandLine(project.dir, ['reproduce', 'outputs/longer'])
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('identical')])
  })

  test('a time that a run is given when it goes on counts its earlier sessions', async () => {
    const run = await commandLine(project.dir, [...small, 'hydra.run.dir=outputs/earlier'])
    expect(run.code, run.stderr).toBe(0)
    const state = JSON.parse(project.read('outputs/earlier/checkpoints/step-6/state.json'))
    const passed = Math.floor(state.snapshot.trainer.seconds * 1e6)
    const more = ['trainer.max_epochs=1000', `trainer.max_time={microseconds: ${passed}}`]
    const { code, stderr } = await commandLine(project.dir, ['resume', 'outputs/earlier', ...more])
    expect(code, stderr).toBe(0)
    expect(JSON.parse(project.read('outputs/earlier/run.json')).timedOutAfter).toBe(7)
  })

  test('a reproduction has the clock of its original unless a time is changed', async () => {
    const time = 'trainer.max_time={milliseconds: 1}'
    expect((await commandLine(project.dir, [...small, time, 'hydra.run.dir=outputs/timed'])).code).toBe(0)
    const recordOf = async (...overrides: string[]) => {
      const { stderr } = await commandLine(project.dir, [
        'reproduce',
        'outputs/timed',
        '--in',
        'outputs/timed-again',
        ...overrides,
      ])
      const record = JSON.parse(project.read('outputs/timed-again/run.json'))
      rmSync(join(project.dir, 'outputs/timed-again'), { recursive: true })
      expect(record.status, stderr).toBe('done')
      return record.recordedTime
    }
    const { timedOutAfter } = JSON.parse(project.read('outputs/timed/run.json'))
    expect(await recordOf()).toEqual({ endedAfter: timedOutAfter })
    expect(await recordOf('+callbacks.rates={_target_: polyhead.callbacks.LearningRateMonitor}')).toEqual({
      endedAfter: timedOutAfter,
    })
    expect(
      await recordOf('+callbacks.timer={_target_: polyhead.callbacks.Timer, duration: {hours: 1}}'),
    ).toBeUndefined()
    expect(await recordOf('trainer.max_time=null')).toBeUndefined()
  })

  test('a reproduction that is interrupted goes on by the clock of its original', async () => {
    const run = await commandLine(project.dir, [...small, 'trainer.max_epochs=40', 'hydra.run.dir=outputs/long'])
    expect(run.code, run.stderr).toBe(0)
    const more = ['trainer.max_epochs=-1', 'trainer.max_time={milliseconds: 1}']
    expect((await commandLine(project.dir, ['resume', 'outputs/long', ...more])).code).toBe(0)
    const { timedOutAfter } = JSON.parse(project.read('outputs/long/run.json'))
    expect(timedOutAfter).toBe(121)
    const again = ['reproduce', 'outputs/long', '--in', 'outputs/long-again']
    const stopped = await project.interrupt('Epoch 1 ', 'SIGINT', ...again)
    expect(stopped.code, stopped.stderr).toBe(130)
    expect((await commandLine(project.dir, ['resume', 'outputs/long-again'])).code).toBe(0)
    const record = JSON.parse(project.read('outputs/long-again/run.json'))
    expect(record.timedOutAfter).toBe(timedOutAfter)
    const metrics = ['outputs/long', 'outputs/long-again'].map((dir) => project.read(`${dir}/results/loss_cls.csv`))
    expect(metrics[1]).toBe(metrics[0])
  })

  test('profiler, anomalies and overfitting work together, and their run is had again', async () => {
    const keys = ['profiler=simple', 'detect_anomaly=true', 'overfit_batches=2', 'enable_model_summary=false']
    const run = await commandLine(project.dir, [
      ...small,
      ...keys.map((key) => `trainer.${key}`),
      'hydra.run.dir=outputs/all',
    ])
    expect(run.code, run.stderr).toBe(0)
    expect(`${run.stdout}${run.stderr}`).toMatch(/training batch +\S+ +4 /)
    expect(`${run.stdout}${run.stderr}`).not.toContain('Parameters')
    expect((await commandLine(project.dir, ['reproduce', 'outputs/all'])).stdout).toContain('identical')
  })
})

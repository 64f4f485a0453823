import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

let project: Project
beforeAll(() => {
  project = new Project()
})
afterAll(() => project.remove())

const quick = ['train_tasks=2', 'trainer.max_epochs=2', 'trainer.limit_train_batches=4', 'trainer.limit_test_batches=1']
const stopping = '+callbacks@callbacks.early_stopping=early_stopping'
const plateau = 'lr_scheduler=reduce_lr_on_plateau'
const oneCycle = 'lr_scheduler=one_cycle_lr'

describe('what cannot work is refused before anything is written, with a hint that works', () => {
  test.each([
    [
      'a plateau where nothing is validated',
      [plateau, 'trainer.limit_val_batches=0'],
      /never logged/,
      'trainer.limit_val_batches=1.0',
    ],
    [
      'early stopping without validation rows',
      [stopping, 'dataset.validation_percentage=0'],
      /never logged/,
      'dataset.validation_percentage=0.1',
    ],
    [
      'a plateau at each epoch, validated in every second',
      [plateau, 'trainer.check_val_every_n_epoch=2'],
      /after training batch 8, but looked at after batch 4/,
      'trainer.check_val_every_n_epoch=1',
    ],
    [
      'a value of steps that are not logged in time',
      [stopping, '+callbacks@callbacks.norm=gradient_norm', 'callbacks.early_stopping.monitor=grad_2_norm_total'],
      /after training batch 50, but looked at after batch 4/,
      'trainer.log_every_n_steps=1',
    ],
    [
      'a task that is not trained',
      [stopping, 'callbacks.early_stopping.monitor=task/val/acc_5'],
      /logs 'task\/val\/acc_5'/,
      undefined,
    ],
    [
      'a cycle of too few steps',
      [oneCycle, 'lr_scheduler.interval=step'],
      /made for 2 steps, but training takes 8/,
      'lr_scheduler.total_steps=8',
    ],
    [
      'a cycle of two lengths',
      [oneCycle, 'lr_scheduler.epochs=3', 'lr_scheduler.steps_per_epoch=100'],
      /lr_scheduler.epochs has no effect beside total_steps=2/,
      'lr_scheduler.total_steps=null',
    ],
    [
      'batches of one row under batch norm',
      ['backbone.batch_normalization=true', 'dataset.batch_size=1'],
      /needs at least 2 rows/,
      'backbone.batch_normalization=false',
    ],
    ['a limit that leaves no batch', ['trainer.limit_val_batches=0.00001'], /leaves none/, undefined],
    [
      'an interval beyond the epoch',
      ['trainer.val_check_interval=100000'],
      /more than the 4 training batches/,
      'trainer.check_val_every_n_epoch=null',
    ],
    [
      'a layer that no memory holds',
      ['backbone.hidden_dims=[1000000,1000000]'],
      /up to 'backbone.fc.1.weight' take 3\.6 TiB, but there is room for/,
      undefined,
    ],
  ] as const)('%s', async (_story, overrides, message, hint) => {
    const args = [...quick, 'hydra.run.dir=refused', ...overrides]
    const { code, stderr } = await commandLine(project.dir, args)
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
    expect(project.has('refused')).toBe(false)
    if (hint === undefined) return
    expect(stderr).toContain(hint)
    expect(await commandLine(project.dir, ['--dry-run', ...args, hint])).toMatchObject({ code: 0 })
  })

  test.each([
    ['lr-Adam', ['optimizer=adam']],
    ['grad_2_norm_total', ['+callbacks@callbacks.norm=gradient_norm', 'trainer.log_every_n_steps=1']],
  ])('%s can be monitored where a callback logs it', async (monitor, overrides) => {
    const watching = [stopping, `callbacks.early_stopping.monitor=${monitor}`]
    expect(await commandLine(project.dir, ['--dry-run', ...quick, ...watching, ...overrides])).toMatchObject({
      code: 0,
      stderr: '',
    })
  })
})

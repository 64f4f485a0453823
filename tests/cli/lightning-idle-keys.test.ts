// Keys of Lightning's callbacks and loggers that mean nothing here, or a folder.
import { afterAll, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const project = new Project()
afterAll(() => project.remove())

const tensorboard = (keys: string) =>
  `+loggers.t={_target_: lightning.pytorch.loggers.TensorBoardLogger, save_dir: '\${hydra:runtime.output_dir}', ${keys}}`

test('keys without effect are taken, and each is told once', async () => {
  const theme = '{_target_: lightning.pytorch.callbacks.progress.rich_progress.RichProgressBarTheme, description: red}'
  const bar = `{_target_: lightning.pytorch.callbacks.RichProgressBar, theme: ${theme}, console_kwargs: null}`
  const { code, stderr } = await commandLine(project.dir, [
    '--dry-run',
    `+callbacks.b=${bar}`,
    tensorboard('log_graph: true'),
  ])
  expect(code, stderr).toBe(0)
  expect(stderr.match(/[\w.]+ has no effect/g)).toEqual([
    'callbacks.b.theme has no effect',
    'loggers.t.log_graph has no effect',
  ])
})

test('sub_dir is a folder within that of the version, and none outside the run', async () => {
  const short = ['trainer.max_epochs=1', 'trainer.limit_train_batches=1', 'hydra.run.dir=run']
  const { code, stderr } = await commandLine(project.dir, [...short, tensorboard('name: tb, sub_dir: in')])
  expect(code, stderr).toBe(0)
  expect(project.files('run/tb/version_0/in')).toContain('run/tb/version_0/in/hparams.yaml')
  const out = await commandLine(project.dir, ['--dry-run', tensorboard('name: tb, sub_dir: ../../../x')])
  expect([out.code, out.stderr]).toEqual([2, expect.stringContaining('loggers.t.sub_dir')])
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

/** The messages of a line that must be refused. */
async function refused(...args: string[]): Promise<string[]> {
  const { code, stderr } = await commandLine(project.dir, ['--dry-run', ...args])
  expect(code, stderr).toBe(2)
  return stderr.trimEnd().split('\n\n')
}

describe('null switches off what is there, and nothing else', () => {
  test.each(['callbacks.progress_bar=null', '+callbacks.early_stopping=null', '~loggers.csv_logger'])(
    '%s',
    async (good) => {
      const { code, stderr } = await commandLine(project.dir, ['--dry-run', good])
      expect(code, stderr).toBe(0)
    },
  )

  test.each([
    ['+callbacks.progres_bar=null', "did you mean 'progress_bar'?"],
    ['+loggers.csv_loger=null', "did you mean 'csv_logger'?"],
    ['+metrics.compaqz=null', 'names in metrics: accuracy, loss'],
  ])('%s', async (slip, hint) => {
    const [message, ...others] = await refused(slip)
    expect(others).toEqual([])
    expect(message).toContain('no component has that name')
    expect(message).toContain(hint)
  })

  test('also in a file', async () => {
    project.write(
      'configs/metrics/default.yaml',
      'defaults: [accuracy@accuracy, _self_]\ncompat: null\ncompaqz: null\n',
    )
    expect((await refused('metrics=default'))[0]).toMatch(/^configs\/metrics\/default\.yaml:3:1 /)
  })

  test('a run whose config was saved with one can be had again', async () => {
    const quick = ['trainer.fast_dev_run=true', 'callbacks.progress_bar=null', 'hydra.run.dir=out']
    expect((await commandLine(project.dir, quick)).code).toBe(0)
    expect((await commandLine(project.dir, ['reproduce', 'out', '--in', 'again'])).code).toBe(0)
    expect((await commandLine(project.dir, ['--config-path', 'out/.hydra', '--dry-run'])).code).toBe(0)
  })
})

describe('one mistake is one message', () => {
  test('a component where a dict of components belongs, with a hint that works', async () => {
    const messages = await refused('callbacks=early_stopping')
    expect(messages).toHaveLength(1)
    expect(messages[0]).toContain('callbacks must be a dict of components by name, but is one component')
    const hint = /name of its own: (\S+)/.exec(messages[0] as string)?.[1] as string
    expect((await commandLine(project.dir, ['--dry-run', hint])).code).toBe(0)
  })

  test('a wrong number that others refer to', async () => {
    const messages = await refused('dataset.num_tasks=1000000000')
    expect(messages).toHaveLength(1)
    expect(messages[0]).toContain('also at train_tasks · also at eval_tasks')
  })

  test('a list that the run gives is placed where it was asked for', async () => {
    const messages = await refused('backbone.hidden_dims=${hydra:runtime.config_sources}')
    expect(messages).toHaveLength(1)
    expect(messages[0]).toMatch(/^command line {2}backbone\.hidden_dims\[0\] must be/)
  })

  test('an option without a line has its file for a place', async () => {
    project.write('configs/optimizer/empty.yaml', '')
    expect((await refused('optimizer=empty'))[0]).toMatch(/^configs\/optimizer\/empty\.yaml:1:1 /)
  })
})

describe('what belongs there is said', () => {
  const checkpoint = '+callbacks@callbacks.model_checkpoint=model_checkpoint'

  test('of a folder for weights that is not the run’s: the hint can be typed', async () => {
    const [message] = await refused(checkpoint, 'callbacks.model_checkpoint.dirpath=kept')
    const hint = /use '(.*)'$/m.exec(message as string)?.[1] as string
    expect(hint).toBe('callbacks.model_checkpoint.dirpath="${hydra:runtime.output_dir}/kept"')
    const { code, stderr } = await commandLine(project.dir, ['--dry-run', checkpoint, hint])
    expect(code, stderr).toBe(0)
  })

  test('of a time that is a bare number', async () => {
    const [interval] = await refused(checkpoint, 'callbacks.model_checkpoint.train_time_interval=5')
    expect(interval).toContain('a time would save other steps in every run')
    expect(interval).toContain('use callbacks.model_checkpoint.every_n_train_steps=100')
    for (const key of [
      'trainer.max_time',
      '+callbacks.timer._target_=polyhead.callbacks.Timer +callbacks.timer.duration',
    ]) {
      expect((await refused(...`${key}=5`.split(' ')))[0]).toContain('for example {hours: 12}')
    }
  })
})

test.each(['y=${x', 'seed=${x', '+y=${x'])('%s: the hint can be read', async (open) => {
  const [message] = await refused(open)
  const hint = /quote it: '(.*)'$/m.exec(message as string)?.[1] as string
  expect(hint).toContain('\\${x')
  expect((await commandLine(project.dir, ['--cfg', 'job', hint])).code).toBe(0)
})

test.each([['heads=head_stl'], ['algorithm=single_learning'], ['heads=head_stl', 'algorithm=single_learning']])(
  'what %s says of several tasks works either way',
  async (...choice) => {
    const [message] = await refused(...choice, 'train_tasks=3')
    const [, one, several] = /one task: (.*); for several: (.*)$/m.exec(message as string) ?? []
    for (const hint of [one, several] as string[]) {
      const words = hint.replaceAll("'", '').split(' ')
      const { code, stderr } = await commandLine(project.dir, ['--dry-run', ...choice, 'train_tasks=3', ...words])
      expect(code, stderr).toBe(0)
    }
  },
)

describe('check of a tree of its own', () => {
  test('holds nothing of polyhead against it, and wants its own primary config for its experiments', async () => {
    project.write('tree/optimizer/mine.yaml', '_target_: polyhead.optimizers.SGD\nlr: 0.1\n')
    expect((await commandLine(project.dir, ['check', '--config-path', 'tree'])).stdout).toBe(
      '0 primary configs, 1 option, 0 experiments: 0 errors, 0 warnings\n',
    )
    project.write('tree/experiment/x.yaml', '# @package _global_\nseed: 3\n')
    const { code, stdout } = await commandLine(project.dir, ['check', '--config-path', 'tree'])
    expect(code).toBe(1)
    expect(stdout).toContain("there is no primary config 'config' in 'tree'")
    expect(stdout).toContain('0 primary configs, 1 option, 1 experiment: 1 error, 0 warnings')
    project.write('empty/.keep', '')
    expect((await commandLine(project.dir, ['check', '--config-path', 'empty'])).stdout).toContain(
      '0 primary configs, 0 options, 0 exp',
    )
  })
})

import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'
import { runRecord } from '../helpers/run-record.js'

const bin = fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))

let project: Project
beforeAll(() => {
  project = new Project()
  project.write('bin/polyhead', `#!/bin/sh\nprintf '%s\\0' "$@"\n`)
  chmodSync(join(project.dir, 'bin/polyhead'), 0o755)
})
afterAll(() => project.remove())

/** What is said to a line, taken apart by a shell. */
async function type(line: string) {
  const env = { ...process.env, PATH: `${join(project.dir, 'bin')}:${process.env.PATH}` }
  const words = execFileSync('bash', ['-c', line], { cwd: project.dir, env, encoding: 'utf8' }).split('\0').slice(0, -1)
  return commandLine(project.dir, words)
}

/** The hints that a line gets, as they are. */
async function hints(line: string): Promise<string[]> {
  const { code, stderr } = await type(line)
  expect(code, stderr).toBe(2)
  expect(project.files('outputs')).toEqual([])
  return [...stderr.matchAll(/(?:did you mean|quote it:) '(.*)'\??$/gm)].map(([, hint]) => hint as string)
}

describe('a hint that is an override is right when it is typed', () => {
  test.each([
    ['--lr 0.1', 'optimizer.lr=0.1'],
    ['--lr=0.1', 'optimizer.lr=0.1'],
    ['-lr 0.1', 'optimizer.lr=0.1'],
    ['--experiment=permuted_digits', 'experiment=permuted_digits'],
    ['--experiment permuted_digit', 'experiment=permuted_digits'],
    ['--optimizer sgd', 'optimizer=sgd'],
    ['--trainer.max_epochs 5', 'trainer.max_epochs=5'],
    ['--epochs 5', 'trainer.max_epochs=5'],
    ['--batch-size=32', 'dataset.batch_size=32'],
    ['--learning-rate 0.1', 'optimizer.lr=0.1'],
    ['--fast-dev-run', 'trainer.fast_dev_run=true'],
    ["--hidden-dims '[64,64]'", 'backbone.hidden_dims=[64,64]'],
    ['optimizer.lr 0.1', 'optimizer.lr=0.1'],
    ['optimizer.lr = 0.1', 'optimizer.lr=0.1'],
    ['optimizer.lr= 0.1', 'optimizer.lr=0.1'],
    ['optimizer.lr =0.1', 'optimizer.lr=0.1'],
    ['backbone.hidden_dims=[64, 64]', 'backbone.hidden_dims=[64, 64]'],
    ['seed=3 backbone.hidden_dims=[64, 32, 16] train_tasks=2', 'backbone.hidden_dims=[64, 32, 16]'],
    ['+vars={a: 1, b: 2}', '+vars={a: 1, b: 2}'],
  ])('polyhead %s', async (line, hint) => {
    expect(await hints(`polyhead ${line}`)).toEqual([hint])
    expect(await type(`polyhead --dry-run '${hint}'`)).toMatchObject({ code: 0 })
  })

  test('several are right together', async () => {
    const found = await hints('polyhead --optimizer sgd --momentum 0.9')
    expect(found).toEqual(['optimizer=sgd', 'optimizer.momentum=0.9'])
    expect((await type(`polyhead --dry-run ${found.join(' ')}`)).code).toBe(0)
  })

  test('beside a mistake of another kind it is right by itself', async () => {
    expect(await hints('polyhead --seed 3 optimizer=adm')).toEqual(['seed=3'])
  })

  test.each(['--lr abc', '--lr=-1', '--seed', '--experiment=nothing', '--bogus 3'])(
    'nothing is suggested that is wrong: polyhead %s',
    async (line) => {
      expect(await hints(`polyhead ${line}`)).toEqual([])
    },
  )
})

describe('a hint that is a line can be typed as it is', () => {
  test.each([
    ['polyhead run experiment=permuted_digits', 'polyhead experiment=permuted_digits'],
    ['polyhead train seed=1 --dry-run', 'polyhead seed=1 --dry-run'],
    ['polyhead sweep seed=1,2', 'polyhead -m seed=1,2'],
    ['polyhead version', 'polyhead --version'],
    ['polyhead optimizer=adam explain optimizer.lr', 'polyhead explain optimizer=adam optimizer.lr'],
    ['polyhead seed=1 check', 'polyhead check'],
    ['polyhead optimizer=sgd -q data list', 'polyhead data -q list'],
  ])('%s', async (line, hint) => {
    expect(await hints(line)).toEqual([hint])
    expect((await type(hint.replace(/^polyhead( -m)?(?= \S+=)/, 'polyhead$1 --dry-run'))).code).toBe(0)
  })

  test('the usage of a command is told where its words are not enough', async () => {
    const { stderr } = await type('polyhead seed=1 explain')
    expect(stderr).toContain("the command 'explain' comes first")
    expect(stderr).toContain('polyhead explain KEY… [overrides]')
  })

  test('a command that is misspelt is told alone, and not its operands', async () => {
    expect(await hints('polyhead reproduc outputs/first again')).toEqual(['reproduce'])
    expect((await type('polyhead reproduc outputs/first again')).stderr).not.toContain("'again'")
  })

  test('a flag that is misspelt, of a command too, and the word after it is not blamed', async () => {
    expect(await hints('polyhead --multrun seed=1,2')).toEqual(['--multirun'])
    expect(await hints('polyhead reproduce outputs/first --tolerence 3')).toEqual(['--tolerance'])
    expect(await hints('polyhead reproduce --debgu outputs/first')).toEqual(['--debug'])
  })
})

describe('a key of the config without a value', () => {
  test('is told how it is looked at, and how it is set', async () => {
    const { code, stderr } = await type('polyhead optimizer.lr')
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("'polyhead explain optimizer.lr' tells of it, and optimizer.lr=… sets it"),
    ])
    expect((await type('polyhead explain optimizer.lr')).code).toBe(0)
  })

  test('is told which options have it, where none is chosen', async () => {
    const { stderr } = await type('polyhead algorithm.weighting.alpha=1')
    expect(stderr).toContain('weighting=fairgrad or gradnorm has it')
    expect((await type('polyhead --dry-run weighting=gradnorm algorithm.weighting.alpha=1')).code).toBe(0)
  })

  test('is told how it is taken out, where an experiment sets it for another option', async () => {
    const line = 'polyhead --dry-run experiment=permuted_digits backbone=cnn'
    const { stderr } = await type(line)
    const [, deletion] = /it is set whatever option is chosen: (\S+) takes it out/.exec(stderr) ?? []
    expect(deletion).toBe("'~backbone.hidden_dims'")
    expect((await type(`${line} ${deletion}`)).code).toBe(0)
  })
})

describe('what is not there is told with what was probably meant', () => {
  const RECORD = JSON.stringify({ ...runRecord(), kind: 'train', status: 'done' })
  beforeAll(() => {
    project.write('runs/first/run.json', RECORD)
    mkdirSync(join(project.dir, 'configs'), { recursive: true })
  })

  test.each([
    ["polyhead ls runs 'status=dne'", "no run's status is ever 'dne'", "did you mean 'done'?"],
    ["polyhead ls runs 'kind!=training'", "no run's kind is ever 'training'", 'train'],
    ['polyhead ls runs --sort durations', "no run here has 'durations'", "did you mean 'duration'?"],
    ['polyhead ls rums', "there is no folder 'rums'", "did you mean 'runs'?"],
    ['polyhead report runs/frist', "there is no folder 'runs/frist'", "did you mean 'runs/first'?"],
    ['polyhead resume runs/frist', 'there is no such folder', "did you mean 'runs/first'?"],
    ['polyhead --config-path confgs --cfg job', "there is no config folder 'confgs'", "did you mean 'configs'?"],
    ['polyhead --config-dir confgs --cfg job', "there is no config folder 'confgs'", "did you mean 'configs'?"],
    ['polyhead --foo', '--foo is not a flag', 'flags are listed by: polyhead --help'],
    ['polyhead ls --foo', '--foo is not a flag', 'flags are listed by: polyhead help ls'],
  ])('%s', async (line, message, hint) => {
    const { code, stderr } = await type(line)
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
    expect(stderr).toContain(hint)
  })
})

test('a metric in the name of a checkpoint that nothing logs is told before training', async () => {
  const keep = '{_target_: polyhead.callbacks.ModelCheckpoint, filename: "{learning_curve/val/los_cls}"'
  const callback = `'+callbacks.keep=${keep}, auto_insert_metric_name: false}'`
  const { code, stderr } = await type(`polyhead --dry-run train_tasks=1 ${callback}`)
  expect(code, stderr).toBe(0)
  expect(stderr).toContain('callbacks.keep.filename: nothing that is configured logs')
  expect(stderr).toContain("did you mean 'learning_curve/val/loss_cls'?")
})

describe('a metric that nothing logs is told by what was meant, which is right when it is typed', () => {
  const stop = (monitor: string) =>
    `'+callbacks.stop={_target_: polyhead.callbacks.EarlyStopping, monitor: ${monitor}}'`
  const meant = (text: string) => /(?:did you mean|for example|such as) '([^']*)'/.exec(text)?.[1]

  test.each([
    ['val_loss', 'learning_curve/val/loss_cls'],
    ['val/loss', 'learning_curve/val/loss_cls'],
    ['valid_acc', 'learning_curve/val/acc'],
    ['validation_accuracy', 'learning_curve/val/acc'],
    ['train_loss', 'learning_curve/train/loss_cls'],
    ['task_2/val/acc', 'task/val/acc_2'],
    ['anything', 'learning_curve/val/loss_cls'],
  ])('%s, which a callback watches', async (monitor, name) => {
    const { code, stderr } = await type(`polyhead --dry-run ${stop(monitor)}`)
    expect([code, meant(stderr)]).toEqual([2, name])
    expect(await type(`polyhead --dry-run ${stop(name)}`)).toMatchObject({ code: 0 })
  })

  test('where a rate alone is logged, that is not proposed, and what stands in no file is told where it is used', async () => {
    const overrides = '~metrics +callbacks@callbacks.rates=learning_rate_monitor lr_scheduler=reduce_lr_on_plateau'
    const { code, stderr } = await type(`polyhead --dry-run ${overrides}`)
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('lr_scheduler.monitor: nothing that is configured logs'),
    ])
    expect(stderr).not.toContain('for example')
    const callback = '+callbacks.stop._target_=polyhead.callbacks.EarlyStopping'
    const { stderr: byDefault } = await type(`polyhead --dry-run ~metrics ${callback}`)
    expect(byDefault).toMatch(/^command line .*callbacks\.stop\.monitor: nothing that is configured logs/)
  })

  test.each([
    ['tpe', 'avg_accc', 'avg_acc'],
    ['tpe', 'val_acc', 'learning_curve/val/acc'],
    ['asha', 'avg_accuracy', 'learning_curve/val/acc'],
    ['median hydra.sweeper.n_warmup_trials=1', 'val_acc', 'learning_curve/val/acc'],
  ])('by which %s goes: %s', async (sweeper, metric, name) => {
    const line = (named: string) =>
      `polyhead -m --dry-run hydra/sweeper=${sweeper} hydra.sweeper.n_trials=2 seed=1,2 hydra.sweeper.direction=maximize hydra.sweeper.metric=${named}`
    expect(meant((await type(line(metric))).stderr)).toBe(name)
    expect(await type(line(name))).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('how a component is added to others is right when it is typed', () => {
  test('by its name, where one would take the place of them all', async () => {
    const { code, stderr } = await type('polyhead --dry-run +metrics@metrics=f1')
    const [, hint] = /to add to it, use '(.*)'/.exec(stderr) ?? []
    expect([code, hint]).toEqual([2, '+metrics@metrics.f1=f1'])
    expect(await type(`polyhead --dry-run '${hint}'`)).toMatchObject({ code: 0 })
    expect((await type('polyhead --dry-run +optimizer=sgd')).stderr).toContain("use 'optimizer=sgd', without '+'")
  })

  test('to the list of a tree that is written for another program, with its place', async () => {
    const tree = fileURLToPath(new URL('../fixtures/clarena-tree/tree', import.meta.url))
    const line = `polyhead --config-path ${tree} --config-name entrance --cfg job index=joint`
    const { code, stderr } = await type(`${line} +metrics@metrics.f1=f1`)
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^command line {2}metrics is a list and cannot be merged/),
    ])
    const [, hint] = /to add it to the list, use '(.*)'/.exec(stderr) ?? []
    const added = await type(`${line} '${hint}'`)
    expect([added.code, added.stdout]).toEqual([0, expect.stringContaining('_target_: polyhead.metrics.F1')])
  })

  test('of options in a list each that is not there has the place where they are named', async () => {
    const { code, stderr } = await type('polyhead --dry-run metrics=[acc,r2]')
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^command line .*there is no config 'metrics\/acc'/)])
    expect(stderr).toContain('  | metrics=[acc,r2]\n')
  })
})

test('a class without its package is told the whole name', async () => {
  const line = (target: string) => `polyhead --dry-run '+callbacks.keep={_target_: ${target}}'`
  const [, name = ''] = /did you mean '(.*)'\?/.exec((await type(line('ModelCheckpoint'))).stderr) ?? []
  expect(name).toBe('polyhead.callbacks.ModelCheckpoint')
  expect(await type(line(name))).toMatchObject({ code: 0 })
})

test('an experiment without a line, and a sweep that is not there, are told to be that', async () => {
  project.write('experiments/empty.yaml', '')
  const empty = await type('polyhead --dry-run experiment=empty')
  expect([empty.code, empty.stderr]).toEqual([2, expect.stringContaining('the file is empty: write ')])
  const [, line = ''] = /write '(.*)' into its first line, and keys below$/m.exec(empty.stderr) ?? []
  project.write('experiments/empty.yaml', `${line}\nseed: 7\n`)
  expect(await type('polyhead --dry-run experiment=empty')).toMatchObject({ code: 0 })
  expect((await type('polyhead resume multirun/none --add seed=3')).stderr).toContain('there is no such folder')
})

test('an option is told those that have its name in theirs, and not where Python would have had one of ours', async () => {
  project.write('experiments/digits.yaml', '# @package _global_\ndefaults:\n  - /dataset: digits\n')
  const { stderr } = await type('polyhead --dry-run experiment=digits')
  const options =
    /did you mean ((?:'\w+'(?: or )?)+)\?/
      .exec(stderr)?.[1]
      ?.split("'")
      .filter((_, i) => i % 2) ?? []
  expect(options).toContain('permuted_digits')
  for (const option of options) expect(await type(`polyhead --dry-run dataset=${option}`)).toMatchObject({ code: 0 })
  project.write('experiments/digits.yaml', '# @package _global_\ndefaults:\n  - /dataset: nothing\n')
  expect((await type('polyhead --dry-run experiment=digits')).stderr).not.toContain('ConfigStore')
})

test('trust says where it cannot be kept', () => {
  project.write('trusted/package.json', '{"polyhead": {"plugins": ["./own.js"]}}').write('file', '')
  const { code, stderr } = project.node([bin, 'trust', 'trusted'], { XDG_CONFIG_HOME: join(project.dir, 'file') })
  expect([code, stderr]).toEqual([2, expect.stringContaining('it cannot be kept in')])
})

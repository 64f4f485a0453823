import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { type Outcome, Project } from '../helpers/project.js'

const bin = new URL('../../bin/polyhead.js', import.meta.url).pathname
const ENV = {
  S_SECRET: '{pw: hunter2, hunter3: [1, "hunter4"]}',
  T_TOKEN: 'hunter2-hunter2',
  N_APIKEY: '77712345',
  PGPASSWORD: 'hunter5pg',
  KEY_SECRETS: 'first-hunter\nsecond-hunter',
  LR_KEY: '0.0123456789',
  DATABASE_URL: 'postgres://me:hunter6db@host/db',
}
const TRACES = /hunter|retnuh|77712345/i

let project: Project
beforeAll(() => {
  project = new Project('small-project')
  project.write('package.json', '{"type": "module", "polyhead": {"plugins": ["./resolvers.js"]}}')
  project.write(
    'resolvers.js',
    `const text = (value) => ({ kind: 'string', value })
export const manifests = []
export const resolvers = {
  reads: (_, info) => text(info.env.T_TOKEN),
  reads_once: { resolve: (_, info) => text(info.env.T_TOKEN), useCache: true },
  reads_all: (_, info) => text(JSON.stringify({ ...info.env })),
  reversed: ([given]) => text([...given.value].reverse().join('')),
  selects: ([path], info) => info.select(path.value),
  fails: ([given]) => { throw new Error('cannot take ' + given.value) },
}
`,
  )
})
afterAll(() => project.remove())

function polyhead(...args: string[]): Outcome {
  return project.node([bin, ...args], ENV)
}

/** The same in this process. */
const here = (...args: string[]): Promise<Outcome> => commandLine(project.dir, args)

beforeEach(() => {
  for (const [name, value] of Object.entries(ENV)) vi.stubEnv(name, value)
})
afterEach(() => vi.unstubAllEnvs())

function expectNoTrace(outcome: Outcome, code: number): void {
  expect(outcome.stdout + outcome.stderr).not.toMatch(TRACES)
  expect(outcome.code, outcome.stderr).toBe(code)
}

const MADE = '+vars.t="${oc.create:${oc.env:S_SECRET}}"'

describe('a value made of a secret is in no file, no message and no view of the config', () => {
  test.each<[way: string, overrides: string[]]>([
    ['a URL with a password in a variable of any name', ['+vars.t=${oc.env:DATABASE_URL}', '+vars.u="${vars.t}?x=1"']],
    ['a reference', ['+vars.t=${oc.env:T_TOKEN}', '+vars.u=https://x/${vars.t}/y']],
    ['a collection that oc.create makes', [MADE]],
    ['a part of such a collection', [MADE, '+vars.u=${vars.t.pw}', '+vars.w=x${vars.t.pw}y']],
    ['such a collection elsewhere', [MADE, '+vars.u=${vars.t}', '+vars.w={a: "${vars.t}"}']],
    ['its keys and values', [MADE, '+vars.v=${oc.dict.values:vars.t}', '+vars.k=${oc.dict.keys:vars.t}']],
    ['oc.select', [MADE, '+vars.t2=${oc.select:vars.t.pw}']],
    ['oc.decode', ['+vars.t="${oc.decode:${oc.env:N_APIKEY}}"']],
    ['a default', ['+vars.t="${oc.env:NOT_SET,${oc.env:PGPASSWORD}}"']],
    ['a list', ['+vars.t={a: [1, "${oc.env:T_TOKEN}"]}']],
    ['several lines', ['+vars.t=${oc.env:KEY_SECRETS}']],
    ['a resolver that turns it around', ['+vars.t="${reversed:${oc.env:T_TOKEN}}"']],
    ['a resolver that reads the environment', ['+vars.t=${reads:}']],
    ['a resolver whose answer is kept', ['+vars.t=${reads_once:}', '+vars.u=${reads_once:}']],
    ['a resolver that reads the whole environment', ['+vars.t=${reads_all:}']],
    ['a resolver that selects it', ['+vars.u=${oc.env:T_TOKEN}', '+vars.t=${selects:vars.u}']],
    ['the hydra node', ['+hydra.job.env_set={X: "${oc.env:T_TOKEN}"}', '+vars.t=${hydra:job.env_set.X}']],
    ['a variable that jobs are given', ['hydra.job.env_copy=[T_TOKEN]', '+vars.t=${hydra:job.env_set.T_TOKEN}']],
    ['a learning rate', ['optimizer.lr="${oc.decode:${oc.env:N_APIKEY}}"', '+vars.t=${optimizer.lr}']],
    ['a deprecated name', ['+vars.u=${oc.env:T_TOKEN}', '+vars.t=${oc.deprecated:vars.u}']],
  ])('%s', async (_, overrides) => {
    for (const part of [['-p', 'vars.t'], ['--resolve'], ['--resolve', '-p', 'vars']]) {
      expectNoTrace(await here('--cfg', 'all', ...part, ...overrides), 0)
    }
    expectNoTrace(await here('explain', 'vars', '--json', ...overrides), 0)
    const quick = ['trainer.max_epochs=1', 'trainer.limit_train_batches=1', '+loggers@loggers.tb=tensorboard_logger']
    expectNoTrace(await here(...overrides, ...quick, 'hydra.run.dir=out', '--json'), 0)
    for (const file of project.files('out')) {
      // A learning rate is what a checkpoint is for.
      if (!file.includes('checkpoints/')) expect(project.read(file), file).not.toMatch(TRACES)
    }
    expectNoTrace(await here('ls', 'out', '--json'), 0)
    expectNoTrace(await here('report', 'out'), 0)
    for (const folder of ['out', 'outputs']) rmSync(join(project.dir, folder), { recursive: true, force: true })
  })
})

describe('a message about a value made of a secret does not show it', () => {
  test.each([
    ['optimizer.lr=${oc.env:T_TOKEN}'],
    [MADE, 'optimizer.lr=${vars.t.pw}'],
    ['++optimizer.lr="${oc.create:${oc.env:S_SECRET}}"'],
    ['optimizer=${oc.env:T_TOKEN}'],
    ['optimizer._target_=${oc.env:T_TOKEN}'],
    ['optimizer._target_="${reversed:${oc.env:T_TOKEN}}"'],
    ['optimizer._convert_="${reversed:${oc.env:T_TOKEN}}"'],
    ['backbone="${oc.create:${oc.env:S_SECRET}}"'],
    ['+vars.a="${vars.${oc.env:T_TOKEN}}"'],
    ['+vars.a="${${oc.env:T_TOKEN}:1}"'],
    [MADE, '+vars.a=${vars.t.pv}'],
    ['+vars.a="${oc.decode:[${oc.env:T_TOKEN}}"'],
    ['+vars.a="${oc.decode:${reversed:[${oc.env:T_TOKEN}}}"'],
    ['+vars.a="${fails:${reversed:${oc.env:T_TOKEN}}}"'],
    ['hydra.run.dir=${oc.env:T_TOKEN}'],
    ['hydra.job.name="${reversed:${oc.env:T_TOKEN}}"'],
    ['hydra.mode="${reversed:${oc.env:T_TOKEN}}"'],
    ['backbone.hidden_dims=[1, "${reversed:${oc.env:T_TOKEN}}"]'],
    ['+backbone.weights="${reversed:${oc.env:T_TOKEN}}"'],
    ['loggers.csv_logger.save_dir="${reversed:${oc.env:T_TOKEN}}"'],
  ])('%s', async (...overrides) => {
    const before = project.files()
    expectNoTrace(await here(...overrides), 2)
    expectNoTrace(await here('--json', ...overrides), 2)
    expect(project.files()).toEqual(before)
  })

  test('not even where the shell put it into the command', () => {
    expectNoTrace(polyhead('optimizer.lr=hunter2-hunter2'), 2)
    expectNoTrace(polyhead('optimizer=hunter2-hunter2', '--json', 'seed=x'), 2)
  })
})

test('what is wrong beside a secret is still told', () => {
  const { stderr } = polyhead('+vars.a="${oc.env:T_TOKEN}/${vars.nothing}"')
  expect(stderr).toContain("there is no 'vars.nothing'")
})

describe('a secret is not', () => {
  test.each(['hydra.run.dir', 'hydra.job.name', 'hydra.output_subdir'])('%s', (key) => {
    const outcome = polyhead(`${key}=a-\${oc.env:T_TOKEN}`)
    expectNoTrace(outcome, 2)
    expect(outcome.stderr).toContain(`${key} is made of a secret`)
  })

  test('the name of a file of results', () => {
    const outcome = polyhead('loggers.csv_logger.file_name=${oc.env:T_TOKEN}.csv')
    expectNoTrace(outcome, 2)
    expect(outcome.stderr).toContain('is made of a secret')
  })

  test('in the record of the command, where the shell put it there; a hyperparameter is the interpolation', () => {
    const lr = 'optimizer.lr="${oc.decode:${oc.env:LR_KEY}}"'
    const quick = ['trainer.max_epochs=1', 'trainer.limit_train_batches=1', 'hydra.run.dir=recorded']
    expectNoTrace(polyhead(`+vars.t=${ENV.T_TOKEN}`, lr, ...quick), 0)
    const { overrides, command } = JSON.parse(project.read('recorded/run.json'))
    expect(overrides).toContain('+vars.t=***')
    expect(command).toContain('+vars.t=***')
    expect(project.read('recorded/hparams.yaml')).toContain('optimizer.lr: ${oc.decode:${oc.env:LR_KEY}}')
    for (const file of project.files('recorded').filter((name) => !/checkpoints|\.hydra|resolved/.test(name))) {
      if (!/metrics\./.test(file)) expect(project.read(file), file).not.toMatch(/hunter|0\.0123456789/)
    }
  })
})

describe('a message does not echo what is plainly a secret', () => {
  const redis = 'hydra/launcher=redis'
  test.each([
    [[redis, 'hydra.launcher.url=redis://:hunter7pw@localhost:1/0'], 'hydra.launcher.url=***'],
    [['-m', 'seed=1,2', redis, 'hydra.launcher.url=redis://:hunter7pw@localhost:1/0'], 'hydra.launcher.url=***'],
    [['--dry-run', redis, 'hydra.launcher.url=redis://:hunter7pw@localhost:1/0'], 'hydra.launcher.url=***'],
    [[redis, 'hydra.launcher.urll=redis://u:hunter7pw@localhost/0'], 'urll=redis://u:***@localhost/0'],
    [[redis, 'hydra.launcher.password=hunter7pw'], 'hydra.launcher.password=***'],
    [['optimizer.api_key="hunter7pw"'], 'optimizer.api_key="***"'],
    [[`optimizer.lr=${'x'.repeat(70)}https://u:hunter7pw@host`], 'optimizer.lr'],
    // The frame of a long line is cut: no half of a secret is left.
    [[`optimizer.lrr=${'x'.repeat(45)}hunter2-hunter2`], 'optimizer.lrr'],
  ])('%s', async (args, shown) => {
    const outcome = await here(...args)
    expectNoTrace(outcome, 2)
    expect(outcome.stderr).toContain(shown)
    expectNoTrace(await here('--json', ...args), 2)
    expect(project.has('outputs') || project.has('multirun')).toBe(false)
  })
})

describe('a secret that is written in clear does not leave the machine with a job', () => {
  const remote = (launcher: string) => ['-m', 'seed=1,2', `hydra/launcher=${launcher}`, 'hydra.sweep.dir=far']

  test.each([
    ['an override', '+vars.api_key=swordfish1'],
    ['an item of a list', '+vars.tokens=[swordfish1]'],
    ['a key of a map', '+vars={db: {password: swordfish1}}'],
    ['what is swept', '+vars.token=swordfish1,swordfish2'],
    ['the address of a server', '+vars.at=redis://me:swordfish1@host:6379'],
  ])('%s', async (_, override) => {
    for (const launcher of ['redis', 'slurm']) {
      const { code, stderr } = await here(...remote(launcher), override)
      expect(code, stderr).toBe(2)
      expect(stderr).toMatch(/vars\.\S+ holds a secret in clear/)
      expect(stderr).not.toContain('swordfish')
      expect(stderr).toContain('${oc.env:NAME}')
      expect(project.has('far')).toBe(false)
    }
  })

  test('nor with a single run', () => {
    for (const launcher of ['redis', 'slurm']) {
      const { code, stderr } = polyhead('+vars.api_key=swordfish1', `hydra/launcher=${launcher}`, 'hydra.run.dir=far')
      expect([code, stderr]).toEqual([2, expect.stringContaining('vars.api_key holds a secret in clear')])
      expect(stderr).not.toContain('swordfish')
      expect(project.has('far')).toBe(false)
    }
  })

  test('a config, be it one that is not chosen', () => {
    project.write('configs/db/other.yaml', 'host: localhost\npassword: swordfish1\n')
    const { code, stderr } = polyhead(...remote('slurm'), '--dry-run')
    project.write('configs/db/other.yaml', 'host: localhost\npassword: ${oc.env:T_TOKEN}\npad_token: <pad>\n')
    expect(code, stderr).toBe(2)
    expect(stderr).toContain('other.yaml:2:11  password holds a secret in clear')
    expect(stderr).toContain('2 | password: ***\n')
    expectNoTrace(polyhead(...remote('slurm'), '--dry-run', '+vars.token=${oc.env:T_TOKEN}'), 0)
  })
})

describe('what is typed for a key that is named like a secret is shown nowhere, and the run is had again', () => {
  const quick = ['train_tasks=1', 'trainer.max_epochs=1', 'trainer.limit_train_batches=1']
  const typed = [
    '+vars.db.password=swordfish1',
    '+vars.more={api_key: swordfish2, size: 3}',
    "+vars.my_token='sword fish 3'",
  ]
  const SHOWN = /sword ?fish/

  beforeAll(() => {
    for (const [dir, more] of [
      ['typed', typed],
      ['other', ['+vars.db.password=swordfish9']],
    ] as const) {
      const { code, stdout, stderr } = polyhead(...quick, ...more, `hydra.run.dir=${dir}`)
      expect(code, stderr).toBe(0)
      expect(stdout + stderr).not.toMatch(SHOWN)
    }
  })

  test.each([
    ['ls', ['ls', '.', '--columns', 'vars.db.password,vars.more.api_key,vars.my_token']],
    ['ls --json', ['ls', '.', '--json']],
    ['diff', ['diff', 'typed', 'other']],
    ['--cfg', ['--cfg', 'all', ...typed]],
    ['--cfg --resolve', ['--cfg', 'job', '--resolve', ...typed, '+vars.u=${vars.db.password}']],
    ['--cfg --package', ['--cfg', 'job', '--package', 'vars', ...typed]],
    ['explain', ['explain', 'vars', ...typed]],
    ['explain of a reference', ['explain', 'vars.u', ...typed, '+vars.u=${vars.db.password}']],
    ['a job of a sweep', ['-m', ...quick, '+vars.db.password=swordfish1,swordfish2', 'hydra.sweep.dir=typed-sweep']],
    ['--dry-run', ['--dry-run', ...quick, ...typed]],
  ])('%s', (_, args) => {
    const { code, stdout, stderr } = polyhead(...args)
    expect(code, stderr).toBe(0)
    expect(stdout + stderr).not.toMatch(SHOWN)
  })

  test('nor in the record, and what pages show', () => {
    expect(polyhead('report', 'typed').code).toBe(0)
    expect(polyhead('report', 'typed-sweep').code).toBe(0)
    const shown = ['typed/run.json', 'typed/config.sources.json', 'typed/hparams.yaml', 'typed/report.html']
    for (const file of [...shown, 'typed-sweep/report.html', 'typed-sweep/results.csv']) {
      expect([file, project.read(file).match(SHOWN)]).toEqual([file, null])
    }
    expect(project.read('typed/config.resolved.yaml')).toContain('password: swordfish1')
    const again = polyhead('reproduce', 'typed')
    expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/^identical/)])
  })

  test('other tokens, numbers and short words are shown', () => {
    const { stdout } = polyhead(
      '--cfg',
      'job',
      '+vars.pad_token="<padding>"',
      '+vars.max_tokens=4096000',
      '+vars.pass=yes',
    )
    expect(stdout).toMatch(/pad_token: <padding>\n {2}max_tokens: 4096000\n {2}pass: 'yes'/)
  })
})

describe('a value whose name is that of a secret is in no message, though the text around it is wrong', () => {
  test.each([
    '+vars.password=hunter2secret,',
    '+vars.password={hunter2secret',
    '+vars.password="hunter2secret',
    '+vars.password=[hunter2secret',
    '+vars.password=${hunter2secret',
    '+vars.password=hunter2secret)',
    '+vars.password=range(hunter2secret',
    '+vars.password:hunter2secret',
    '+vars.password hunter2secret',
    '+vars={password: hunter2secret',
    'vars.password=hunter2secret,hunter3secret',
  ])('%s', async (override) => {
    expectNoTrace(await here(override), 2)
    expectNoTrace(await here('--json', override), 2)
    expectNoTrace(await here('--debug', override), 2)
  })

  test.each([
    'password: "hunter2secret',
    'password: *hunter2secret',
    'password: !hunter2secret x',
    'password: ${hunter2secret',
    'a: 1\npassword hunter2secret',
    'password:\n  - "hunter2secret" x',
  ])('of a file: %s', async (text) => {
    project.write('configs/slips/slip.yaml', `# @package vars\n${text}\n`)
    expectNoTrace(await here('+slips=slip'), 2)
    expectNoTrace(await here('--json', '+slips=slip'), 2)
    expectNoTrace(await here('--debug', '+slips=slip'), 2)
  })
})

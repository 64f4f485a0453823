import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'
import { hasTerminal, Terminal } from '../helpers/terminal.js'

const bin = new URL('../../bin/polyhead.js', import.meta.url).pathname
const QUICK = [
  'experiment=permuted_digits',
  'trainer.max_epochs=1',
  'trainer.limit_train_batches=2',
  'train_tasks=2',
  'eval_tasks=2',
]

let project: Project
let cache: string
const polyhead = (...args: string[]) => project.node([bin, ...args], { XDG_CACHE_HOME: cache })

beforeAll(() => {
  project = new Project()
  cache = mkdtempSync(join(tmpdir(), 'polyhead-cache-'))
  const sweep = polyhead('-m', ...QUICK, 'seed=1,2', 'optimizer.lr=0.1,0.2', 'hydra.sweep.dir=sweep')
  expect(sweep.code, sweep.stderr).toBe(0)
})
afterAll(() => {
  project.remove()
  rmSync(cache, { recursive: true, force: true })
})

test('ls: a row for each run with what differs and what came out, and nothing written beside the runs', () => {
  const before = project.files()
  const { code, stdout, stderr } = polyhead('ls')
  expect(code, stderr).toBe(0)
  const [header, ...rows] = stdout.trimEnd().split('\n')
  expect(header?.trim().split(/ {2,}/)).toEqual(['run', 'status', 'optimizer.lr', 'seed', 'acc', 'loss', 'duration'])
  expect(rows).toHaveLength(4)
  expect(rows[1]).toMatch(/^sweep\/1 {2}done {11,}0\.2 +1 {2}0\.\d{4} {2}\d\.\d{4} +\d+\.\d s$/)
  expect(project.files()).toEqual(before)
})

test.skipIf(!hasTerminal)(
  'ls: on a terminal the table is no wider than that, and names what it leaves out',
  async () => {
    project.write(
      `${'a-long-folder/'.repeat(4)}run.json`,
      project.read('sweep/0/run.json').replace('0.1', '0.123456789'),
    )
    const terminal = new Terminal(`${process.execPath} ${bin} ls`, project.dir, { XDG_CACHE_HOME: cache })
    expect(await terminal.ended).toBe(0)
    const lines = terminal.screen.trimEnd().split(/\r?\n/)
    expect(lines.map((line) => line.length).filter((length) => length > 80)).toEqual([])
    expect(lines[0]).toMatch(/^ *run +status .*acc +loss/)
    expect(lines.some((line) => line.includes('…'))).toBe(true)
    expect(polyhead('ls').stdout).toContain('a-long-folder/a-long-folder/a-long-folder/a-long-folder ')
    rmSync(join(project.dir, 'a-long-folder'), { recursive: true })
  },
)

test('ls: conditions, order and JSON', () => {
  const { stdout } = polyhead('ls', 'sweep', '--where', 'optimizer.lr<0.15', 'seed=2', '--json')
  expect(JSON.parse(stdout)).toMatchObject([{ dir: '2', seed: 2, config: { 'optimizer.lr': 0.1 } }])
  // What the one that is left was chosen by is shown, though it differs from none.
  const [header] = polyhead('ls', 'sweep', 'optimizer.lr<0.15', 'seed=2', 'acc>0', '--format', 'csv').stdout.split('\n')
  expect(header).toBe('run,status,optimizer.lr,seed,acc,loss,duration')
  const sorted = JSON.parse(polyhead('ls', 'sweep', '--sort', 'acc', '--json').stdout) as {
    results: { avg_acc: number }
  }[]
  const accuracies = sorted.map(({ results }) => results.avg_acc)
  expect(accuracies).toEqual([...accuracies].sort((a, b) => b - a))
})

test('ls --group: one row for all seeds', () => {
  const { stdout } = polyhead('ls', '--group', '--format', 'csv')
  const [header, ...rows] = stdout.trimEnd().split('\n')
  expect(header).toBe(
    'optimizer.lr,runs,acc,acc_std,acc_low,acc_high,loss,loss_std,loss_low,loss_high,acc_1,acc_1_std,acc_1_low,acc_1_high,acc_2,acc_2_std,acc_2_low,acc_2_high,mean rank',
  )
  expect(rows.map((row) => row.split(',').slice(0, 2))).toEqual([
    ['0.1', '2'],
    ['0.2', '2'],
  ])
})

test("ls: the folder of a run is the table's first column, also where it is named", () => {
  const named = polyhead('ls', 'sweep', '--columns', 'run,acc', '--format', 'csv')
  expect([named.code, named.stdout.split('\n')[0]], named.stderr).toEqual([0, 'run,acc'])
})

test('ls: a key that no run has is refused with the one that was meant', () => {
  expect(polyhead('ls', 'sweep', '--sort', 'avg_acc').stderr).toContain("did you mean 'acc'?")
  const { code, stderr } = polyhead('ls', '--where', 'optimizer.l<1')
  expect(code).toBe(2)
  expect(stderr).toContain("did you mean 'optimizer.lr'?")
})

test('ls: what no run can have is refused where there are no runs, and where none was chosen; what one may have is not', () => {
  project.write('nothing/notes.txt', '')
  const refused = [
    ['--sort', 'nope'],
    ['--columns', 'dir,nope'],
    ['--where', 'nope<1'],
  ]
  for (const words of refused) {
    const { code, stderr } = polyhead('ls', 'nothing', ...words)
    expect([code, stderr.split('\n')[0]], words.join(' ')).toEqual([2, "command line  no run here has 'nope'"])
  }
  expect(polyhead('ls', 'nothing', '--sort', 'optimizer.lr', '--where', 'acc_3>0.5').code).toBe(0)
  expect(polyhead('ls', 'nothing', '--sort', 'nope', '--json').code).toBe(2)
  expect(polyhead('ls', '--where', 'seed=99', '--sort', 'nope').code).toBe(2)
  expect(polyhead('ls', '--where', 'seed=99', '--columns', 'optimizer.lr').code).toBe(0)
})

test('diff: values with their sources, environment and metrics', () => {
  const { code, stdout } = polyhead('diff', 'sweep/0', 'sweep/3')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^config +sweep\/0 +sweep\/3 +set by\n/)
  expect(stdout).toMatch(/^seed +1 +2 +override 'seed=1' \/ override 'seed=2'\n/m)
  expect(stdout).toMatch(
    /^optimizer\.lr +0\.1 +0\.2 +override 'optimizer\.lr=0\.1' \/ override 'optimizer\.lr=0\.2'\n/m,
  )
  expect(stdout.match(/^seed /gm)).toHaveLength(1)
  expect(stdout).toContain('the environments are the same')
  expect(stdout).toMatch(/^acc_2 +0\.\d{4} +0\.\d{4} +[-+]0\.\d{4}$/m)
})

test.runIf(hasTerminal)('diff on a narrow terminal has the values one below the other, and whole', async () => {
  const terminal = new Terminal(`${process.execPath} ${bin} diff sweep/0 sweep/3`, project.dir, {
    XDG_CACHE_HOME: cache,
  })
  expect(await terminal.ended).toBe(0)
  const lines = terminal.screen.split(/\r?\n/)
  expect(lines.slice(0, 3)).toEqual(['- sweep/0', '+ sweep/3', ''])
  const at = lines.indexOf('optimizer.lr')
  expect(lines.slice(at + 1, at + 5)).toEqual([
    '  - 0.1',
    "      override 'optimizer.lr=0.1'",
    '  + 0.2',
    "      override 'optimizer.lr=0.2'",
  ])
  expect(lines.filter((line) => line.length > 80)).toEqual([])
})

test('diff tells what a resumed run was changed by, and of what no override set, the file of the config', () => {
  for (const name of ['first', 'second']) {
    const { code, stderr } = polyhead(...QUICK, `hydra.run.dir=gone-on/${name}`)
    expect(code, stderr).toBe(0)
  }
  const callback = '+callbacks@callbacks.rates=learning_rate_monitor'
  const changed = polyhead('resume', 'gone-on/second', 'trainer.max_epochs=2', 'trainer.log_every_n_steps=1', callback)
  expect(changed.code, changed.stderr).toBe(0)
  project.write(
    'gone-on/first/config.resolved.yaml',
    project.read('gone-on/first/config.resolved.yaml').replace('std: 0.376', 'std: 0.5'),
  )
  const { config } = JSON.parse(polyhead('diff', 'gone-on/first', 'gone-on/second', '--json').stdout) as {
    config: { key: string; firstSource: string | null; secondSource: string | null }[]
  }
  const sources = Object.fromEntries(config.map((each) => [each.key, [each.firstSource, each.secondSource]]))
  const source = expect.stringMatching(/configs\/dataset\/permuted_digits\.yaml:\d+:\d+$/)
  expect(sources).toMatchObject({
    'trainer.max_epochs': ["override 'trainer.max_epochs=1'", "override 'trainer.max_epochs=2'"],
    'dataset.std': [source, source],
  })
  rmSync(join(project.dir, 'gone-on'), { recursive: true })
})

test('diff --json', () => {
  const { config, environment } = JSON.parse(polyhead('diff', 'sweep/0', 'sweep/2', '--json').stdout)
  expect(config).toEqual([
    { key: 'seed', first: '1', second: '2', firstSource: "override 'seed=1'", secondSource: "override 'seed=2'" },
  ])
  expect(environment).toEqual([])
})

test.each([
  ['diff', 'sweep/0', 'sweep/1'],
  ['report', 'sweep/0'],
  ['eval', 'sweep/0', '--in', 'tested'],
])('%s clears away what a process that is gone left in the run', (...command) => {
  for (const file of ['checkpoints/final/a.99999999.tmp', 'report.html.99999999.tmp'])
    project.write(`sweep/0/${file}`, 'half')
  const { code, stderr } = polyhead(...command)
  expect(code, stderr).toBe(0)
  expect(project.files('sweep/0').filter((file) => file.endsWith('.tmp'))).toEqual([])
})

test('ls: what its sweep has ended early is pruned, stands in no group, and is not reproduced', () => {
  const search = ['hydra/sweeper=asha', 'hydra.sweeper.n_trials=5', 'hydra.sweeper.metric=learning_curve/val/acc']
  const more = ['trainer.max_epochs=2', 'hydra.sweeper.direction=maximize', 'optimizer.lr=interval(0.001,0.1)']
  const sweep = polyhead('-m', ...QUICK, ...search, ...more, 'hydra.sweep.dir=early')
  expect(sweep.code, sweep.stderr).toBe(0)
  const rows = project.read('early/results.csv').match(/^\d+,\w+/gm) ?? []
  const list = (...args: string[]) => polyhead('ls', 'early', '--format', 'csv', ...args).stdout
  expect(list().match(/^\d+,\w+/gm)).toEqual(rows)
  const pruned = rows.filter((row) => row.endsWith('pruned'))
  expect(pruned.length).toBeGreaterThan(0)
  expect(list('status=pruned').match(/^\d+,\w+/gm)).toEqual(pruned)
  expect(list('--group').trim().split('\n')).toHaveLength(rows.length - pruned.length + 1)
  const inRun = polyhead('-m', ...QUICK, 'seed=1,2', 'hydra.sweep.dir=early/0', '--dry-run')
  expect([inRun.code, inRun.stderr]).toEqual([2, expect.stringContaining("'early/0' already holds a run")])
  for (const more of [['--dry-run'], []]) {
    const run = polyhead(...QUICK, 'hydra.run.dir=early', ...more)
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining("'early' already holds a sweep")])
  }
  expect(list().match(/^\d+,\w+/gm)).toEqual(rows)
  const { code, stderr } = polyhead('reproduce', `early/${pruned[0]?.split(',')[0]}`)
  expect([code, stderr]).toEqual([2, expect.stringContaining('is pruned: only one that came to its end')])
  const all = polyhead('reproduce', 'early', '--in', 'early-again')
  const whole = rows.length - pruned.length
  expect(all.code, all.stderr).toBe(0)
  expect(all.stdout).toContain(
    `${whole} of ${whole} runs of early were had again; ${pruned.length} that the sweep ended`,
  )
})

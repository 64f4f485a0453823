import { spawn, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/util/package-root.js'
import { hasReached } from '../helpers/checkpoints.js'
import { commandLine } from '../helpers/command-line.js'
import { type Outcome, Project } from '../helpers/project.js'

const bin = new URL('../../bin/polyhead.js', import.meta.url).pathname

/** What must be the same, whatever happened on the way. */
const COMPARED = [
  'checkpoints/final/model.safetensors',
  'checkpoints/final/optimizer.safetensors',
  'checkpoints/best/model.safetensors',
  'checkpoints/last/model.safetensors',
  'metrics.csv',
  'metrics.jsonl',
  'results/acc.csv',
  'results/loss_cls.csv',
]

let project: Project
const path = (...names: string[]) => join(project.dir, ...names)
const record = (dir: string) => JSON.parse(project.read(`${dir}/run.json`))
const steps = (dir: string) => readdirSync(path(dir, 'checkpoints')).filter((name) => /^step-\d+$/.test(name))

/** Names of the steps' checkpoints: two, or three where the oldest was about to be removed. */
function newestFirst(dir: string): string[] {
  return steps(dir).sort((a, b) => Number(b.slice(5)) - Number(a.slice(5)))
}

function expectSame(dir: string, other = 'whole'): void {
  for (const file of COMPARED) {
    expect(readFileSync(path(dir, file)).equals(readFileSync(path(other, file))), `${dir}/${file}`).toBe(true)
  }
  expect(record(dir).status).toBe('done')
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [bin, ...args], { cwd: project.dir, env: { ...process.env, ...env } })
  const outcome: Outcome = { code: null, stdout: '', stderr: '' }
  child.stdout.on('data', (data) => {
    outcome.stdout += data
  })
  child.stderr.on('data', (data) => {
    outcome.stderr += data
  })
  const ended = new Promise<Outcome>((resolve) => child.on('close', (code) => resolve({ ...outcome, code })))
  return { child, ended }
}

/** Starts a run and sends it a signal as soon as the condition holds. */
async function stopWhen(condition: () => boolean, signal: NodeJS.Signals, ...args: string[]): Promise<Outcome> {
  const { child, ended } = start(args)
  while (!condition()) {
    if (child.exitCode !== null) throw new Error(`the run ended before it was stopped:\n${(await ended).stderr}`)
    await setTimeout(2)
  }
  child.kill(signal)
  return await ended
}

/** A copy of the run that was killed. */
function killedRun(dir: string): string {
  cpSync(path('killed'), path(dir), { recursive: true })
  return dir
}

beforeAll(async () => {
  project = new Project('resume-project')
  const { code, stderr } = await commandLine(project.dir, ['hydra.run.dir=whole'])
  expect(code, stderr).toBe(0)
  await stopWhen(() => hasReached(path('killed'), 16), 'SIGKILL', 'hydra.run.dir=killed')
})
afterAll(() => project.remove())

test('a run that was killed goes on, and ends as one that was never stopped', async () => {
  const dir = killedRun('goes-on')
  expect(record(dir).status).toBe('running')
  const { code, stdout, stderr } = await commandLine(project.dir, ['resume', dir])
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(/^going on after step \d+\n/)
  expect(stdout).toContain('again      polyhead reproduce goes-on\n')
  expectSame(dir)
  expect(record(dir).resumes).toMatchObject([{ after: 'running', reason: null, step: expect.any(Number) }])
  const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas/run.schema.json'), 'utf8'))
  const ajv = new Ajv({ strict: true, allowUnionTypes: true })
  expect(ajv.validate(schema, record(dir)), ajv.errorsText()).toBe(true)
  expect(project.files(dir).filter((file) => /tmp|lock|damaged/.test(file))).toEqual([])
  expect(steps(dir)).toEqual(['step-40', 'step-44'])
})

test('Ctrl-C saves where the run is, says how it goes on, and it does, again and again', async () => {
  const out = () => hasReached(path('interrupted'), 4)
  const first = await stopWhen(out, 'SIGINT', 'hydra.run.dir=interrupted')
  expect(first.code, first.stderr).toBe(130)
  expect(first.stderr).toMatch(/interrupted after step \d+; go on with it: polyhead resume interrupted\n$/)
  const { status, exitReason } = record('interrupted')
  expect(status).toBe('interrupted')
  const step = Number(/step (\d+)/.exec(exitReason)?.[1])
  expect(steps('interrupted')).toContain(`step-${step}`)
  const later = () => steps('interrupted').some((name) => Number(name.slice(5)) >= step + 4)
  const second = await stopWhen(later, 'SIGTERM', 'resume', 'interrupted')
  expect(second.code, second.stderr).toBe(130)
  expect(second.stderr).toContain(`going on after step ${step}\n`)
  const last = await commandLine(project.dir, ['resume', 'interrupted'])
  expect(last.code, last.stderr).toBe(0)
  expectSame('interrupted')
  expect(record('interrupted').resumes).toMatchObject([{ after: 'interrupted', step }, { after: 'interrupted' }])
})

test('a run without a checkpoint begins anew', async () => {
  const begun = () => existsSync(path('early/metrics.csv'))
  await stopWhen(begun, 'SIGKILL', 'hydra.run.dir=early', 'trainer.enable_checkpointing=false')
  expect(existsSync(path('early/checkpoints/step-4'))).toBe(false)
  const { code, stderr } = await commandLine(project.dir, ['resume', 'early'])
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(/^no checkpoint was saved yet: beginning anew\n/)
  expectSame('early')
})

test('a run that is done says so', async () => {
  const before = project.read('whole/run.json')
  const { code, stdout } = await commandLine(project.dir, ['resume', 'whole'])
  expect([code, stdout]).toEqual([0, "the run in 'whole' is done: nothing is left to do\n"])
  expect(project.read('whole/run.json')).toBe(before)
})

test('a run that is done and has no checkpoint left is not begun anew to end later: its results stay', async () => {
  cpSync(path('whole'), path('extended'), { recursive: true })
  for (const name of steps('extended')) truncateSync(path('extended', 'checkpoints', name, 'state.json'), 10)
  const before = project.read('extended/run.json')
  const { code, stderr } = await commandLine(project.dir, ['resume', 'extended', 'trainer.max_epochs=500'])
  expect(code).toBe(2)
  expect(stderr).toContain("the run in 'extended' is done, and no checkpoint is left: it is left as it is")
  expect(stderr).toContain('polyhead reproduce extended trainer.max_epochs=500')
  expect(stderr).toMatch(/checkpoint step-\d+ is damaged: state\.json has 10 bytes/)
  expect(project.read('extended/run.json')).toBe(before)
  expect(steps('extended')).toEqual(steps('whole'))
})

test('a damaged checkpoint is told and left out: the one before is used', async () => {
  const dir = killedRun('damaged')
  const [newer, older] = newestFirst(dir) as [string, string]
  truncateSync(path(dir, 'checkpoints', newer, 'model.safetensors'), 1000)
  const { code, stderr } = await commandLine(project.dir, ['resume', dir])
  expect(code, stderr).toBe(0)
  expect(stderr).toMatch(
    new RegExp(
      `^checkpoint ${newer} is damaged and left out: model\\.safetensors has 1000 bytes, but \\d+ were written\n`,
    ),
  )
  expect(stderr).toContain(`going on after step ${older.slice(5)}\n`)
  expect(existsSync(path(dir, 'checkpoints', `${newer}.damaged`))).toBe(true)
  expectSame(dir)
})

test('one wrong bit, no manifest, no checkpoint that is whole: each is told, and the run begins anew', async () => {
  const dir = killedRun('all-damaged')
  // the third is one that was about to be removed
  const [first, second, ...others] = newestFirst(dir) as [string, string]
  for (const name of others) rmSync(path(dir, 'checkpoints', name, 'optimizer.safetensors'))
  const state = path(dir, 'checkpoints', first, 'state.json')
  writeFileSync(state, readFileSync(state, 'utf8').replace('"currentEpoch":', '"currentEpocH":'))
  truncateSync(path(dir, 'checkpoints', second, 'manifest.json'), 10)
  const { code, stderr } = await commandLine(project.dir, ['resume', dir])
  expect(code, stderr).toBe(0)
  expect(stderr).toContain(`${first} is damaged and left out: state.json is not what was written (sha256)`)
  expect(stderr).toContain(`${second} is damaged and left out: manifest.json is not JSON`)
  expect(stderr).toContain('beginning anew')
  expectSame(dir)
})

test('of two resumes at once the second is refused', async () => {
  const dir = killedRun('twice')
  const first = start(['resume', dir])
  const hasIt = () => readdirSync(path(dir)).some((name) => name.startsWith(`.lock-${first.child.pid}-`))
  while (!hasIt() && first.child.exitCode === null) await setTimeout(2)
  // It has it, and stands still until the other one has answered.
  first.child.kill('SIGSTOP')
  const refused = await start(['resume', dir]).ended
  first.child.kill('SIGCONT')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain(`'twice' is being written by process ${first.child.pid}: only one at a time may`)
  const { code, stderr } = await first.ended
  expect(code, stderr).toBe(0)
  expectSame(dir)
})

test('a run that is alive cannot be resumed', async () => {
  const { child, ended } = start(['hydra.run.dir=alive', 'trainer.max_epochs=-1', '~callbacks.early_stopping'])
  while (!hasReached(path('alive'), 4) && child.exitCode === null) await setTimeout(5)
  const { code, stderr } = await commandLine(project.dir, ['resume', 'alive'])
  child.kill('SIGKILL')
  await ended
  expect(code).toBe(2)
  expect(stderr).toContain(`'alive' is being written by process ${child.pid}`)
})

test('locks of processes that are gone are no hindrance, even where their pid is taken again', async () => {
  const dir = killedRun('stale')
  writeFileSync(path(dir, `.lock-${process.pid}-1@${hostname()}`), '')
  writeFileSync(path(dir, `.lock-999999999-1@${hostname()}`), '')
  expect((await commandLine(project.dir, ['resume', dir])).code).toBe(0)
  expect(readdirSync(path(dir)).filter((name) => name.startsWith('.lock'))).toEqual([])
})

test('a lock of another machine is believed, and said which file it is', async () => {
  const dir = killedRun('elsewhere')
  writeFileSync(path(dir, '.lock-17-1@another-machine'), '')
  const { code, stderr } = await commandLine(project.dir, ['resume', dir])
  expect(code).toBe(2)
  expect(stderr).toContain("'elsewhere' is being written by process 17 on another-machine")
  expect(stderr).toContain('delete elsewhere/.lock-17-1@another-machine')
})

test('a clock that was set back changes nothing', () => {
  const dir = killedRun('clock')
  project.write('yesterday.mjs', 'const now = Date.now; Date.now = () => now() - 86_400_000\n')
  const clock =
    'const Now = Date; globalThis.Date = class extends Now { constructor(...a) { a.length ? super(...a) : super(Date.now()) } }\n'
  writeFileSync(path('yesterday.mjs'), `${project.read('yesterday.mjs')}${clock}`)
  const { code, stderr } = project.node(['--import', path('yesterday.mjs'), bin, 'resume', dir])
  expect(code, stderr).toBe(0)
  expectSame(dir)
  const { started, ended, durationSeconds } = record(dir)
  expect(Date.parse(ended)).toBeLessThan(Date.parse(started))
  expect(durationSeconds).toBeGreaterThan(0)
  // TensorBoard reads files by their names: the newer session must come last.
  const times = readdirSync(path(dir, 'tensorboard'))
    .sort()
    .map((name) => Number(name.split('.')[3]))
  expect(times.length).toBe(2)
  expect(times[1]).toBeGreaterThan(times[0] as number)
})

describe('data', () => {
  const rows = (n: number) => Array.from({ length: n }, (_, i) => `${i % 7},${(i * 3) % 5},${i % 2},${i % 11},${i % 3}`)
  const args = [
    'hydra.run.dir=with-data',
    'dataset=permuted',
    `dataset.source={name:csv,file:rows.csv}`,
    'dataset.num_features=4',
    'dataset.image_shape=null',
    'dataset.num_classes=3',
    'dataset.num_tasks=2',
    'dataset.batch_size=8',
  ]

  test('that are gone or changed stop a resume before it touches anything; with the right ones it goes on', async () => {
    project.write('rows.csv', `a,b,c,d,class\n${rows(600).join('\n')}\n`)
    await stopWhen(() => hasReached(path('with-data'), 8), 'SIGKILL', ...args)
    const before = project.read('with-data/run.json')
    const text = project.read('rows.csv')
    const remove = spawnSync('mv', ['rows.csv', 'elsewhere.csv'], { cwd: project.dir })
    expect(remove.status).toBe(0)
    const gone = await commandLine(project.dir, ['resume', 'with-data'])
    expect(gone.code).toBe(2)
    expect(gone.stderr).toContain('rows.csv')
    project.write('rows.csv', text.replace('\n0,0,0,0,0\n', '\n1,0,0,0,0\n'))
    const changed = await commandLine(project.dir, ['resume', 'with-data'])
    expect(changed.code).toBe(2)
    expect(changed.stderr).toContain("the data changed since the run was started: 'rows.csv' has sha256")
    expect(project.read('with-data/run.json')).toBe(before)
    project.write('rows.csv', text)
    const { code, stderr } = await commandLine(project.dir, ['resume', 'with-data'])
    expect(code, stderr).toBe(0)
    expect((await commandLine(project.dir, [...args.slice(1), 'hydra.run.dir=data-whole'])).code).toBe(0)
    expectSame('with-data', 'data-whole')
  })
})

function mountTmpfs(dir: string, options: string): boolean {
  mkdirSync(dir, { recursive: true })
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', dir]).status === 0
}

const canMount = (() => {
  const probe = new Project()
  const mounted = process.platform === 'linux' && mountTmpfs(probe.dir, 'size=64k')
  if (mounted) spawnSync('umount', [probe.dir])
  probe.remove()
  return mounted
})()

describe.skipIf(!canMount)('a small disk (mount: needs root)', () => {
  afterAll(() => void spawnSync('umount', [path('disk')]))

  test('that is full, then read-only: a clear message, nothing lost, and the run goes on when there is room', () => {
    const disk = path('disk')
    expect(mountTmpfs(disk, 'size=220k')).toBe(true)
    const full = project.polyhead('hydra.run.dir=disk/run')
    expect(full.code, full.stderr).toBe(1)
    expect(full.stderr).toContain('there is no space left on the device')
    expect(full.stderr).toContain('make room, then go on: polyhead resume disk/run\n')
    expect(full.stderr).not.toContain('This should not happen')
    const remount = (options: string) => spawnSync('mount', ['-o', `remount,${options}`, disk]).status
    expect(remount('ro')).toBe(0)
    const readOnly = project.polyhead('resume', 'disk/run')
    expect(readOnly.code).toBe(1)
    expect(readOnly.stderr).toContain('the file system is read-only')
    expect(remount('rw,size=4m')).toBe(0)
    const { code, stderr } = project.polyhead('resume', 'disk/run')
    expect(code, stderr).toBe(0)
    expectSame('disk/run')
  })
})

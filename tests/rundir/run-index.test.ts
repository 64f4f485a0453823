import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { FlatValue } from '../../src/rundir/flat-config.js'
import { packConfigs, unpackConfigs } from '../../src/rundir/pack-configs.js'
import { ownTag } from '../../src/rundir/process-owner.js'
import { summarizeRuns } from '../../src/rundir/run-index.js'
import type { RunRecord } from '../../src/rundir/run-record.js'
import { runRecord } from '../helpers/run-record.js'

let base: string
let cacheBefore: string | undefined
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'polyhead-index-'))
  cacheBefore = process.env.XDG_CACHE_HOME
  process.env.XDG_CACHE_HOME = join(base, 'cache')
})
afterEach(() => {
  if (cacheBefore === undefined) delete process.env.XDG_CACHE_HOME
  else process.env.XDG_CACHE_HOME = cacheBefore
  rmSync(base, { recursive: true })
})

function writeRun(dir: string, changes: Partial<RunRecord>): void {
  mkdirSync(join(base, 'runs', dir), { recursive: true })
  writeFileSync(join(base, 'runs', dir, 'run.json'), JSON.stringify(runRecord(changes)))
}

const list = () => summarizeRuns(join(base, 'runs'))
const indexFile = () => join(base, 'cache/polyhead/runs', readdirSync(join(base, 'cache/polyhead/runs'))[0] as string)

test('runs are found in the order of their names and numbers, but not within runs', () => {
  for (const dir of ['b/10', 'b/9', 'a', 'b/9/checkpoints/x', '.hidden/run']) writeRun(dir, {})
  expect(list().map(({ dir }) => dir)).toEqual(['a', 'b/9', 'b/10'])
})

test('what changed, came or went since the index was made is seen', () => {
  writeRun('a', { seed: 1 })
  writeRun('b', { seed: 2 })
  list()
  writeRun('a', { seed: 30 })
  rmSync(join(base, 'runs/b'), { recursive: true })
  writeRun('c', { seed: 4 })
  expect(list().map(({ dir, seed }) => [dir, seed])).toEqual([
    ['a', 30],
    ['c', 4],
  ])
})

test('the index spares reading records that did not change', () => {
  writeRun('a', { seed: 1 })
  list()
  writeFileSync(indexFile(), readFileSync(indexFile(), 'utf8').replace('"seed":1', '"seed":777'))
  expect(list()[0]?.seed).toBe(777)
})

test('the index of a folder that is gone goes when another is listed for the first time', () => {
  const indexes = () => readdirSync(join(base, 'cache/polyhead/runs')).length
  writeRun('a', { seed: 1 })
  list()
  mkdirSync(join(base, 'other'))
  writeFileSync(join(base, 'cache/polyhead/runs/0.json'), '{"version":3,"runs":[],"packed":{}}')
  renameSync(join(base, 'runs/a'), join(base, 'other/a'))
  summarizeRuns(join(base, 'other'))
  expect(indexes()).toBe(2)
  rmSync(join(base, 'runs'), { recursive: true })
  renameSync(join(base, 'other'), join(base, 'runs'))
  mkdirSync(join(base, 'third'))
  renameSync(join(base, 'runs/a'), join(base, 'third/a'))
  summarizeRuns(join(base, 'third'))
  expect(indexes()).toBe(2)
})

test('what cannot be looked at among the indexes keeps none from being written, or removed', () => {
  const indexes = join(base, 'cache/polyhead/runs')
  mkdirSync(join(indexes, '0.json'), { recursive: true })
  writeFileSync(join(indexes, '1.json'), '{"version":4,"folder":"\\x"}')
  writeFileSync(join(indexes, '2.json'), JSON.stringify({ version: 4, folder: join(base, 'gone') }))
  writeRun('a', { seed: 1 })
  list()
  const [written, ...others] = readdirSync(indexes).sort((a, b) => b.length - a.length || a.localeCompare(b))
  expect(written).toMatch(/^[0-9a-f]{16}\.json$/)
  expect(others).toEqual(['0.json', '1.json'])
})

test.each(['', '{"version":', '{"version":0}', '[]', 'null'])('an index that holds %j is made again', (text) => {
  writeRun('a', { seed: 1, config: { 'optimizer.lr': 0.1 } })
  list()
  writeFileSync(indexFile(), text)
  expect(list()[0]).toMatchObject({ seed: 1, config: { 'optimizer.lr': 0.1 } })
  expect(JSON.parse(readFileSync(indexFile(), 'utf8')).runs).toHaveLength(1)
})

test.each([
  ['half of one', '{"status": "do'],
  ['a value of another type', JSON.stringify({ ...runRecord(), config: { a: { b: 1 } } })],
  ['results without numbers', JSON.stringify({ ...runRecord(), results: { acc: 'x' } })],
  ['5,000 levels', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
])('a record that holds %s is listed as one that cannot be read', (_, text) => {
  writeRun('a', {})
  writeFileSync(join(base, 'runs/a/run.json'), text)
  expect(list()[0]?.status).toBe('unreadable')
})

test('a record of a later version, with keys that this one does not know, is read', () => {
  writeRun('a', { seed: 3, ...{ later: { x: 1 } } })
  expect(list()[0]?.seed).toBe(3)
})

test('a record that is a link is none of a run', () => {
  writeRun('a', { seed: 3 })
  mkdirSync(join(base, 'runs/b'))
  symlinkSync('../a/run.json', join(base, 'runs/b/run.json'))
  expect(list().map(({ dir }) => dir)).toEqual(['a'])
})

test('a run that runs has lasted until now, one that was killed until the last sign of it', () => {
  const started = new Date(Date.now() - 60_000).toISOString()
  writeRun('here', {
    status: 'running',
    started,
    durationSeconds: null,
    process: { pid: process.pid, host: hostname() },
  })
  writeRun('gone', { status: 'running', started, durationSeconds: 5, process: { pid: 2 ** 22 + 1, host: hostname() } })
  const written = (name: string, seconds: number) => {
    const sign = new Date(Date.parse(started) + seconds * 1000)
    utimesSync(join(base, 'runs/gone', name), sign, sign)
  }
  mkdirSync(join(base, 'runs/gone/checkpoints/last'), { recursive: true })
  writeFileSync(join(base, 'runs/gone/checkpoints/last/model.safetensors'), '')
  // What it was just writing, and what others have written since.
  const tag = `${2 ** 22 + 1}-1@${hostname()}`
  for (const name of [`.lock-${tag}`, `checkpoints/.${tag}.0123456789abcdef.tmp`, 'report.html'])
    writeFileSync(join(base, 'runs/gone', name), '')
  written('run.json', 10)
  written('checkpoints/last/model.safetensors', 20)
  for (let look = 0; look < 2; look++) {
    const [gone, here] = list()
    expect(gone?.durationSeconds).toBeCloseTo(25, 1)
    expect(here?.durationSeconds).toBeGreaterThan(59)
  }
  expect(existsSync(join(base, 'runs/gone', `.lock-${tag}`))).toBe(false)
})

test('what a killed run was just writing is gone when it was listed, what a living process writes stays', () => {
  const dead = `${2 ** 22 + 1}-1@${hostname()}`
  writeRun('a', { status: 'running', process: { pid: 2 ** 22 + 1, host: hostname() } })
  mkdirSync(join(base, 'runs/a/checkpoints/last'), { recursive: true })
  const left = [`.lock-${dead}`, `.${dead}.0123456789abcdef.tmp`, `checkpoints/last/.${dead}.0123456789abcdef.tmp`]
  const alive = [`.${ownTag()}.0123456789abcdef.tmp`, `.lock-1-1@another-machine`, 'notes.tmp']
  for (const name of [...left, ...alive]) writeFileSync(join(base, 'runs/a', name), '')
  list()
  expect(left.filter((name) => existsSync(join(base, 'runs/a', name)))).toEqual([])
  expect(alive.filter((name) => existsSync(join(base, 'runs/a', name)))).toEqual(alive)
})

test('a run whose process is gone was killed; one of another machine may still run', () => {
  writeRun('gone', { status: 'running', process: { pid: 2 ** 22 + 1, host: hostname() } })
  writeRun('here', { status: 'running', process: { pid: process.pid, host: hostname() } })
  writeRun('there', { status: 'running', process: { pid: 1, host: 'another-machine' } })
  expect(list().map(({ dir, status }) => [dir, status])).toEqual([
    ['gone', 'killed'],
    ['here', 'running'],
    ['there', 'running'],
  ])
})

test.runIf(process.platform === 'linux')(
  'a process that has ended, and that nobody has waited for, is gone',
  async () => {
    // The shell becomes a process that never asks what came of its child.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
    onTestFinished(() => void parent.kill('SIGKILL'))
    const [pid] = await once(parent.stdout, 'data')
    writeRun('a', { status: 'running', process: { pid: Number(pid), host: hostname() } })
    const state = () => readFileSync(`/proc/${Number(pid)}/stat`, 'utf8').split(') ')[1]?.[0]
    await vi.waitFor(() => expect(state()).toBe('Z'))
    expect(list()[0]?.status).toBe('killed')
  },
)

test('packed configs come out as they were', () => {
  const value = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x || 0),
    fc.string(),
    fc.array(fc.integer()),
  )
  const config = fc.dictionary(fc.constantFrom('a', 'b', 'c.d', 'c.e'), value as fc.Arbitrary<FlatValue>, {
    noNullPrototype: true,
  })
  fc.assert(
    fc.property(fc.array(config), (configs) => {
      expect(unpackConfigs(JSON.parse(JSON.stringify(packConfigs(configs))))).toEqual(configs)
    }),
  )
})

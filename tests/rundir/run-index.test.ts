import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FlatValue } from '../../src/rundir/flat-config.js'
import { packConfigs, unpackConfigs } from '../../src/rundir/pack-configs.js'
import { summarizeRuns } from '../../src/rundir/run-index.js'

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

function writeRun(dir: string, record: object): void {
  mkdirSync(join(base, 'runs', dir), { recursive: true })
  writeFileSync(
    join(base, 'runs', dir, 'run.json'),
    JSON.stringify({ kind: 'train', status: 'done', config: {}, ...record }),
  )
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

test.each(['', '{"version":', '{"version":0}', '[]', 'null'])('an index that holds %j is made again', (text) => {
  writeRun('a', { seed: 1, config: { 'optimizer.lr': 0.1 } })
  list()
  writeFileSync(indexFile(), text)
  expect(list()[0]).toMatchObject({ seed: 1, config: { 'optimizer.lr': 0.1 } })
  expect(JSON.parse(readFileSync(indexFile(), 'utf8')).runs).toHaveLength(1)
})

test('a record that cannot be read is listed as such', () => {
  writeRun('a', {})
  writeFileSync(join(base, 'runs/a/run.json'), '{"status": "do')
  expect(list()[0]?.status).toBe('unreadable')
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

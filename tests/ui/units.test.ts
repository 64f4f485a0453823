import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { link, parseRoute } from '../../src/browser/ui/hash.js'
import { parseQuery } from '../../src/browser/ui/query.js'
import { sortRows } from '../../src/browser/ui/sort-rows.js'
import { downsample, lowerBound } from '../../src/report/downsample.js'
import { readSummary } from '../../src/rundir/run-index.js'
import { MetricStore } from '../../src/ui/metric-store.js'
import { isLoopback, ownHosts } from '../../src/ui/own-hosts.js'
import { readClock } from '../../src/ui/run-clock.js'
import { readLog } from '../../src/ui/run-log.js'
import { RunStore } from '../../src/ui/run-store.js'
import { Sweeps } from '../../src/ui/sweeps.js'
import { runRecord } from '../helpers/run-record.js'

describe('a long curve', () => {
  test('keeps its ends and every peak', () => {
    const values = Array.from({ length: 100_000 }, (_, i) => Math.sin(i / 5000))
    values[54_321] = 40
    values[12_345] = -40
    const places = downsample(values, 0, values.length, 400)
    expect(places.length).toBeLessThanOrEqual(1600)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(new Set(places).size).toBe(places.length)
    for (const place of [0, 54_321, 12_345, 99_999]) expect(places).toContain(place)
  })

  test('is whole where it is short, and has gaps where nothing is finite', () => {
    expect(downsample([1, 2, 3], 1, 3, 400)).toEqual([1, 2])
    const places = downsample(new Array(100).fill(Number.NaN), 0, 100, 10)
    expect(places).toContain(0)
    expect(places).toContain(99)
  })

  test('is searched by step', () => {
    expect([0, 5, 6, 100].map((wanted) => lowerBound([0, 5, 5, 9], wanted))).toEqual([0, 1, 3, 4])
  })
})

test.each([
  ['', [], []],
  ['acc>0.9 words here', ['acc>0.9'], ['words', 'here']],
  ["optimizer=sgd 'two words' status!=done", ['optimizer=sgd', 'status!=done'], ['two words']],
  ["note='a b' >x =y", ['note=a b'], ['>x', '=y']],
])('the search %j is conditions and words', (text, conditions, words) => {
  expect(parseQuery(text)).toEqual({ conditions, words })
})

test('an address is read back as it was written, and one that was typed wrong shows a page all the same', () => {
  const dir = 'a run/100 %/ä?#'
  expect(parseRoute(link('run', dir, { tab: 'log' }))).toMatchObject({ view: 'run', dir })
  expect(parseRoute('#/run/100%')).toMatchObject({ view: 'run', dir: '100%' })
})

test('rows are sorted by size or by text, what has no value last, equal ones as they were', () => {
  expect([...sortRows([3, null, 1, 'b', 2, 1, 'a'], false)]).toEqual([2, 5, 4, 0, 6, 3, 1])
  expect([...sortRows([3, null, 1, 2, 1], true)]).toEqual([0, 3, 2, 4, 1])
})

test('how far a run is stays unknown where its metrics are too many, and its page is shown all the same', () => {
  const dir = mkdtempSync(join(tmpdir(), 'polyhead-metrics-'))
  writeFileSync(join(dir, 'run.json'), JSON.stringify(runRecord({ status: 'running' })))
  writeFileSync(join(dir, 'metrics.csv'), 'loss,step\n1,0\n')
  const run = readSummary(dir, 'run')
  expect(new MetricStore().progress(dir, run)).toMatchObject({ step: 0 })
  truncateSync(join(dir, 'metrics.csv'), 65 * 2 ** 20)
  expect(new MetricStore().progress(dir, run)).toBeUndefined()
  rmSync(dir, { recursive: true })
})

describe('a log', () => {
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'polyhead-log-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))
  const write = (text: string) => writeFileSync(join(dir, 'run.log'), text)

  test('is text that nothing obeys', () => {
    write('\x1b[31mred\x1b[0m \x1b]0;title\x07plain \x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\ \x07bell\u202e\n')
    expect(readLog(dir).text).toBe('red plain link \\x07bell\\u202e\n')
  })

  test('is read from its end on, by whole lines, and further as it grows', () => {
    const lines = Array.from({ length: 40_000 }, (_, i) => `line ${i} ä\n`)
    write(lines.join(''))
    const end = readLog(dir)
    expect(end.text.endsWith('line 39999 ä\n')).toBe(true)
    expect(end.text).toMatch(/^line \d+ ä\n/)
    const before = readLog(dir, { before: end.from })
    expect(before.to).toBe(end.from)
    expect(lines.join('')).toContain(before.text + end.text)
    writeFileSync(join(dir, 'run.log'), 'more\nhalf a li', { flag: 'a' })
    expect(readLog(dir, { from: end.to })).toMatchObject({ text: 'more\n', from: end.to, to: end.to + 5 })
  })

  test('that was made anew is shown whole to who had read the old one further', () => {
    write('the old one, which was longer\n')
    const { to } = readLog(dir)
    write('anew\n')
    expect(readLog(dir, { from: to })).toMatchObject({ text: 'anew\n', from: 0, size: 5 })
  })

  test('tells when steps were done: those between two ends of epochs are equally long', () => {
    write(
      [
        '[2026-11-26 20:00:00,000][run][INFO] - Layers',
        '[2026-11-26 20:00:10,000][run][INFO] - Epoch 1/3  train  loss 1',
        '[2026-11-26 20:00:30,500][run][INFO] - Epoch 2/3  train  loss 1',
      ].join('\n'),
    )
    const series = { name: 'loss', steps: [0, 9, 19], epochs: [0, 0, 1], values: [1, 1, 1] }
    const clock = readClock(dir, new Map([['loss', series]]))
    expect(clock?.stepsPerEpoch).toBe(10)
    expect([0, 4.5, 9, 14, 19, 29].map((step) => clock?.secondsAt(step))).toEqual([0, 5, 10, 20.25, 30.5, 51])
    expect(readClock(dir, new Map())).toBeUndefined()
    // Of an epoch whose metrics the log does not have, nothing is known.
    const later = { name: 'loss', steps: [19], epochs: [1], values: [1] }
    expect(readClock(dir, new Map([['loss', later]]))?.stepsPerEpoch).toBe(10)
  })
})

test('a sweep that has just gone does not hide the others', async () => {
  const root = mkdtempSync(join(tmpdir(), 'polyhead-sweeps-'))
  for (const name of ['first', 'second']) {
    mkdirSync(join(root, name))
    writeFileSync(join(root, name, 'ledger.jsonl'), '')
  }
  const store = new RunStore(root)
  const stop = new AbortController()
  await store.start(stop.signal)
  stop.abort()
  rmSync(join(root, 'first'), { recursive: true })
  expect(new Sweeps(store).list()).toMatchObject([
    { dir: 'first', problem: "'first' is no directory any more" },
    { dir: 'second' },
  ])
  rmSync(root, { recursive: true })
})

describe('host names that a server answers to', () => {
  test('are those of loopback, with its port', () => {
    expect([...ownHosts('127.0.0.1', 7420)]).toEqual(['127.0.0.1:7420', 'localhost:7420', '[::1]:7420'])
    expect(ownHosts('127.0.0.1', 80).has('localhost')).toBe(true)
    expect(ownHosts('127.0.0.2', 1).has('127.0.0.2:1')).toBe(true)
  })

  test('are the one that it listens on, or all of this machine', () => {
    expect(ownHosts('192.0.2.7', 1).has('192.0.2.7:1')).toBe(true)
    expect(ownHosts('fe80::1', 1).has('[fe80::1]:1')).toBe(true)
    const all = ownHosts('0.0.0.0', 1)
    expect(all.has(`${hostname().toLowerCase()}:1`)).toBe(true)
    expect(all.has('evil.example:1')).toBe(false)
  })

  test('loopback is told from the rest', () => {
    expect(['127.0.0.1', '127.1.2.3', '::1', 'localhost'].every(isLoopback)).toBe(true)
    expect(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.evil.example'].some(isLoopback)).toBe(false)
  })
})

import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join, posix, win32 } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { link, parseRoute } from '../../src/browser/ui/hash.js'
import { parseQuery } from '../../src/browser/ui/query.js'
import { sortRows } from '../../src/browser/ui/sort-rows.js'
import { meanCurve } from '../../src/report/charts/seed-bands.js'
import { downsample, evenPlaces, lowerBound } from '../../src/report/downsample.js'
import { readSummary } from '../../src/rundir/run-index.js'
import { EventQueue } from '../../src/ui/event-queue.js'
import { MetricStore } from '../../src/ui/metric-store.js'
import { isLoopback, ownHosts } from '../../src/ui/own-hosts.js'
import { readLog } from '../../src/ui/run-log.js'
import { nameBelow, partsOf } from '../../src/ui/run-names.js'
import { RunStore } from '../../src/ui/run-store.js'
import { RunsTables } from '../../src/ui/runs-table.js'
import { Sweeps } from '../../src/ui/sweeps.js'
import { runRecord } from '../helpers/run-record.js'

describe('a run is called by its way from the folder', () => {
  test.each([
    ['C:\\runs', 'C:\\runs\\sweep\\0', 'sweep/0'],
    ['C:\\runs', 'C:\\runs', '.'],
    ['C:\\runs', 'c:\\RUNS\\a b', 'a b'],
    ['C:\\runs', 'D:\\runs\\0', undefined],
    ['C:\\runs', 'C:\\runs-2\\0', undefined],
    ['C:\\runs', 'C:\\', undefined],
    ['C:\\runs', 'C:\\runs\\..more', '..more'],
    ['\\\\server\\share\\runs', '\\\\server\\share\\runs\\0', '0'],
  ])('on Windows, in %s: %s', (root, dir, name) => {
    expect(nameBelow(root, dir, win32)).toBe(name)
    if (name !== undefined) expect(win32.join(root, ...partsOf(name)).toLowerCase()).toBe(dir.toLowerCase())
  })

  test.each([
    ['/runs', '/runs/sweep/0', 'sweep/0'],
    ['/runs', '/runs', '.'],
    ['/runs', '/run', undefined],
    ['/runs', '/runs/a\\b', 'a\\b'],
    ['/', '/0', '0'],
  ])('elsewhere, in %s: %s', (root, dir, name) => {
    expect(nameBelow(root, dir, posix)).toBe(name)
  })
})

describe('what a page has not been told yet', () => {
  test('is told once', async () => {
    const queue = new EventQueue()
    const events = [{ type: 'runs' }, { type: 'metrics', dir: 'a' }, { type: 'log', dir: 'a' }] as const
    queue.add(events)
    queue.add(events)
    expect(await queue.take(1000)).toEqual(events)
    expect(await queue.take(1)).toEqual([])
  })

  test('is anything, where a page reads slower than runs log', async () => {
    const queue = new EventQueue()
    for (let i = 0; i < 10_000; i++) queue.add([{ type: 'metrics', dir: String(i) }])
    expect(await queue.take(1000)).toEqual([{ type: 'all' }])
  })

  test('is waited for until the page is gone', async () => {
    const queue = new EventQueue()
    const waiting = queue.take(60_000)
    queue.close()
    expect(await waiting).toEqual([])
  })
})

describe('curves of seeds that are too long to be sent', () => {
  test('are sent at steps that they share, also where one of them ended early', () => {
    const places = [100_000, 99_999, 61_234, 3000].map((length) => evenPlaces(0, length, 1600))
    for (const each of places) {
      expect(each.length).toBeLessThanOrEqual(1602)
      expect(each.length).toBeGreaterThan(700)
    }
    const [longest = [], ...others] = places
    for (const each of others) {
      const own = new Set(each)
      const shared = longest.filter((place) => place <= (each.at(-1) as number))
      expect(shared.every((place) => own.has(place))).toBe(true)
    }
  })

  test('have a band over time, too', () => {
    const curve = (values: number[], seconds: number[]) => ({
      name: 'a',
      steps: [0, 1],
      epochs: [0, 0],
      values,
      seconds,
    })
    const mean = meanCurve('a', [curve([1, 2], [0, 10]), curve([3, 4], [0, 20])])
    expect(mean).toMatchObject({ values: [2, 3], seconds: [0, 15] })
  })
})

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
  expect(new MetricStore().progress(dir, run)).toEqual({ step: 0, stepsPerEpoch: undefined })
  truncateSync(join(dir, 'metrics.csv'), 65 * 2 ** 20)
  expect(new MetricStore().progress(dir, run)).toBeUndefined()
  rmSync(dir, { recursive: true })
})

test('an epoch has as many steps as those before the last one had', () => {
  const dir = mkdtempSync(join(tmpdir(), 'polyhead-metrics-'))
  writeFileSync(join(dir, 'run.json'), JSON.stringify(runRecord({ status: 'running' })))
  writeFileSync(join(dir, 'metrics.csv'), 'epoch,loss,step\n0,1,0\n0,1,9\n1,1,19\n2,1,21\n')
  expect(new MetricStore().progress(dir, readSummary(dir, 'run'))).toEqual({ step: 21, stepsPerEpoch: 10 })
  rmSync(dir, { recursive: true })
})

test('the time axis has the seconds that the run ran: what it stood still before it went on does not count', () => {
  const dir = mkdtempSync(join(tmpdir(), 'polyhead-metrics-'))
  const at = (seconds: number) => Date.parse('2026-11-26T20:00:00.000Z') + 1000 * seconds
  const resumes = [{ at: new Date(at(1000)).toISOString(), after: 'running' as const, reason: null, step: 2 }]
  writeFileSync(join(dir, 'run.json'), JSON.stringify(runRecord({ started: new Date(at(0)).toISOString(), resumes })))
  writeFileSync(join(dir, 'metrics.csv'), 'acc,loss,step\n,3,0\n0.5,,1\n,2,2\n,1,3\n')
  const run = readSummary(dir, 'run')
  expect(new MetricStore().query(dir, run, {}).series.some(({ seconds }) => seconds)).toBe(false)
  writeFileSync(join(dir, 'metrics.csv.times'), `${at(1)}\n\n${at(10)}\n${at(1002.5)}\n`)
  const { series } = new MetricStore().query(dir, run, {})
  expect(series.map(({ name, seconds }) => [name, seconds])).toEqual([
    ['loss', [1, 10, 12.5]],
    ['acc', [null]],
  ])
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

test('the run that another one reproduces is called as in its own row, one that is elsewhere by its path', async () => {
  const root = mkdtempSync(join(tmpdir(), 'polyhead-again-'))
  const write = (name: string, reproduces: string | null) => {
    mkdirSync(join(root, name))
    writeFileSync(join(root, name, 'run.json'), JSON.stringify(runRecord({ reproduces })))
  }
  write('first', null)
  write('again', join(root, 'first'))
  write('elsewhere', '/elsewhere/first')
  const store = new RunStore(root)
  const stop = new AbortController()
  await store.start(stop.signal)
  stop.abort()
  const { dirs, columns } = new RunsTables(store).table({ conditions: [], words: [] }, ['reproduces'])
  const shown = Object.fromEntries(dirs.map((dir, at) => [dir, columns.reproduces?.[at]]))
  expect(shown).toEqual({ first: null, again: 'first', elsewhere: '/elsewhere/first' })
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

import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type RunEvent, type RunStatus, watchRuns } from '../../src/runs/index.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { runRecord } from '../helpers/run-record.js'

const fsWatch = vi.hoisted(() => ({ fails: false }))
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const watch = (...args: Parameters<typeof fs.watch>) => {
    if (fsWatch.fails) throw Object.assign(new Error('no more watches'), { code: 'ENOSPC' })
    return fs.watch(...args)
  }
  return { ...fs, watch }
})

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polyhead-watch-'))
  fsWatch.fails = false
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function writeRecord(name: string, status: RunStatus, pid = process.pid): void {
  const record = runRecord({ status, process: { pid, host: hostname() } })
  mkdirSync(join(root, name), { recursive: true })
  // Whole at once, as a run writes it.
  writeFileSync(join(root, name, 'new'), JSON.stringify(record))
  renameSync(join(root, name, 'new'), join(root, name, 'run.json'))
}

/** Takes the next events, each as text; `act` is done after the first ones were seen. */
async function watched(count: number, interval: number, act: readonly (() => void)[] = []): Promise<string[]> {
  const seen: string[] = []
  const acts = [...act]
  for await (const event of watchRuns(root, { interval, signal: AbortSignal.timeout(20_000) })) {
    seen.push(told(event))
    if (seen.length === count) break
    if (acts.length > 0) setTimeout(acts.shift() as () => void, 20)
  }
  return seen
}

function told(event: RunEvent): string {
  const status = 'run' in event ? ` ${event.run.status}` : ''
  return `${event.type} ${event.dir.slice(root.length + 1)}${status}`
}

const story = [
  () => appendFileSync(join(root, 'sweep/0/metrics.csv'), 'a,step\n1,0\n'),
  () => writeRecord('sweep/0', 'done'),
  () => writeRecord('sweep/1', 'running'),
  () => rmSync(join(root, 'sweep/0'), { recursive: true }),
]
const toldStory = [
  'added sweep/0 running',
  'metrics sweep/0',
  'changed sweep/0 done',
  'added sweep/1 running',
  'removed sweep/0',
]

test('runs that come, log, end and go are told at once', async () => {
  writeRecord('sweep/0', 'running')
  // An interval that the test would not outlast: only the system's own word can be in time.
  expect(await watched(5, 60_000, story)).toEqual(toldStory)
})

test('where the system has no watches left, the folder is looked at from time to time', async () => {
  fsWatch.fails = true
  writeRecord('sweep/0', 'running')
  expect(await watched(5, 50, story)).toEqual(toldStory)
})

test('a run whose process is killed is told, though nothing changes on disk', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  writeRecord('a', 'running', child.pid)
  expect(await watched(2, 100, [() => child.kill('SIGKILL')])).toEqual(['added a running', 'changed a killed'])
})

test('aborting the signal ends the watching, also while nothing happens', async () => {
  const abort = new AbortController()
  setTimeout(() => abort.abort(), 100)
  const seen: RunEvent[] = []
  for await (const event of watchRuns(root, { interval: 60_000, signal: abort.signal })) seen.push(event)
  expect(seen).toEqual([])
})

test('a folder that is not there is an error; one that goes away takes its runs with it', async () => {
  await expect(watchRuns(join(root, 'nothing')).next()).rejects.toThrow(ConfigError)
  writeRecord('a', 'done')
  expect(await watched(2, 100, [() => rmSync(root, { recursive: true })])).toEqual(['added a done', 'removed a'])
})

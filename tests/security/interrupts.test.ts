import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'
import { runRecord } from '../helpers/run-record.js'

const bin = new URL('../../bin/polyhead.js', import.meta.url).pathname

let project: Project
beforeAll(() => {
  project = new Project('small-project')
  project.write('big.csv', `${'0.25,0.5,0.75,1\n'.repeat(4_000_000)}`)
})
afterAll(() => project.remove())

const csv = [
  ...['dataset=split', 'dataset.source={name: csv, file: big.csv, header: false}', 'dataset.num_features=3'],
  ...['dataset.image_shape=null', 'dataset.num_tasks=1', 'train_tasks=[1]'],
]

/** Memory that a process holds, MB. */
function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000
}

/** At work, a process that reads a big file holds all of it. */
describe.skipIf(!existsSync('/proc/self/status'))('Ctrl-C ends at once what has written nothing yet', () => {
  test.each([
    ['a run that reads a big table', csv],
    ['--dry-run', ['--dry-run', ...csv]],
  ])('%s', async (_, args) => {
    const before = project.files()
    const child = spawn(process.execPath, [bin, ...args], { cwd: project.dir })
    let told = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (told += data))
    const ended = once(child, 'close')
    while (child.exitCode === null && memoryOf(child.pid as number) < 200) await setTimeout(20)
    expect(child.exitCode).toBeNull()
    child.kill('SIGINT')
    // By the signal itself: a step that was waited for would have been told of.
    expect(await ended).toEqual([null, 'SIGINT'])
    expect(told).toBe('')
    expect(project.files()).toEqual(before)
  })
})

/** How often a process has read something. */
function readsOf(pid: number): number {
  return Number(/syscr: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1])
}

/** Starting takes some hundred reads, the records several thousand. */
describe.skipIf(!existsSync('/proc/self/io'))('Ctrl-C ends at once what looks at many runs', () => {
  let many: Project
  beforeAll(() => {
    many = new Project()
    for (let i = 0; i < 4000; i++) {
      const config = { 'optimizer.lr': Math.floor(i / 50), seed: i % 50 }
      many.write(`runs/${i}/run.json`, JSON.stringify(runRecord({ config, seed: i % 50 })))
    }
  })
  afterAll(() => many.remove())

  test.each([['ls'], ['ls', '--group'], ['report']])('%s %s', async (...args) => {
    const before = many.files()
    // nothing is kept of what another command has read
    const env = { ...process.env, XDG_CACHE_HOME: `${many.dir}/cache-${args.join('')}` }
    const child = spawn(process.execPath, [bin, args[0] as string, 'runs', ...args.slice(1)], { cwd: many.dir, env })
    const ended = once(child, 'close')
    let told = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (told += data))
    while (child.exitCode === null && readsOf(child.pid as number) < 1500) await setTimeout(5)
    expect([child.exitCode, told]).toEqual([null, ''])
    child.kill('SIGINT')
    expect(await ended).toEqual([null, 'SIGINT'])
    expect(told).toBe('')
    expect(many.files().filter((file) => !file.startsWith('cache-'))).toEqual(before)
  })
})

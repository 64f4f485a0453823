import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

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
    const child = spawn(process.execPath, [bin, ...args], { cwd: project.dir, stdio: 'ignore' })
    const ended = once(child, 'close')
    while (child.exitCode === null && memoryOf(child.pid as number) < 200) await setTimeout(20)
    expect(child.exitCode).toBeNull()
    const pressed = performance.now()
    child.kill('SIGINT')
    const [code, signal] = await ended
    expect([code ?? 130, signal ?? 'SIGINT']).toEqual([130, 'SIGINT'])
    expect(performance.now() - pressed).toBeLessThan(1000)
    expect(project.files()).toEqual(before)
  })
})

import { spawnSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const bin = new URL('../../bin/polyhead.js', import.meta.url).pathname

let project: Project
beforeEach(() => {
  project = new Project('small-project')
})
afterEach(() => project.remove())

const ENDLESS = ['trainer.max_epochs=100000', '~callbacks.stop', 'hydra.run.dir=out']

test('a terminal that is closed lets a run save, and says how it goes on', async () => {
  const outcome = await project.interrupt('output directory', 'SIGHUP', ...ENDLESS, '-v')
  expect(outcome.code, outcome.stderr).toBe(130)
  expect(outcome.stderr).toMatch(/go on with it: polyhead resume out\n$/)
  expect(JSON.parse(project.read('out/run.json')).status).toBe('interrupted')
})

/** Runs with a limit of the shell's. */
function limited(limit: string, ...args: string[]) {
  const command = `${limit}; exec "$0" "$@"`
  return spawnSync('bash', ['-c', command, process.execPath, bin, ...args], { cwd: project.dir, encoding: 'utf8' })
}

describe('a file that may not grow is told in one message', () => {
  test.each([1, 3])('before the run begins, nothing of it stays (%i KiB)', (kibibytes) => {
    const before = project.files()
    const { status, stderr } = limited(`ulimit -f ${kibibytes}`, 'hydra.run.dir=out')
    expect(status, stderr).toBe(2)
    expect(stderr).toContain('a file is larger than the limit allows')
    expect(stderr).not.toMatch(/^\s+at |should not happen/m)
    expect(project.files()).toEqual(before)
    expect(project.has('out')).toBe(false)
  })

  test.each([1, 8])('before a sweep begins, too (%i KiB)', (kibibytes) => {
    const before = project.files()
    const { status, stderr } = limited(`ulimit -f ${kibibytes}`, '-m', 'seed=1,2', 'hydra.sweep.dir=out')
    expect(status, stderr).toBe(2)
    expect(stderr).toMatch(/cannot write to the output directory '.*out': a file is larger than the limit allows/)
    expect(stderr).not.toMatch(/^\s+at |should not happen/m)
    expect(project.files()).toEqual(before)
    expect(project.has('out')).toBe(false)
  })

  test('later, it says how the run goes on', () => {
    const { status, stderr } = limited('ulimit -f 8', 'trainer.max_epochs=1', 'hydra.run.dir=out')
    expect(status, stderr).toBe(1)
    expect(stderr).toContain('raise the limit (ulimit -f), then go on: polyhead resume out\n')
    expect(stderr).not.toMatch(/^\s+at |should not happen/m)
    expect(JSON.parse(project.read('out/run.json')).status).toBe('failed')
  })
})

test.each([20, 22, 24])('%i files that may be open at once end a run in one message, or are enough', (files) => {
  const { status, stderr } = limited(`ulimit -n ${files}`, 'trainer.max_epochs=1', 'hydra.run.dir=out')
  expect(stderr).not.toMatch(/^\s+at |should not happen/m)
  if (status !== 0) {
    expect(status).toBe(1)
    expect(stderr).toContain('raise the limit (ulimit -n), then go on: polyhead resume out')
  }
})

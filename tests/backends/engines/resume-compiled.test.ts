import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasReached } from '../../helpers/checkpoints.js'
import { Project } from '../../helpers/project.js'

const backend = process.env.TEST_BACKEND as string

const COMPARED = [
  'checkpoints/final/model.safetensors',
  'checkpoints/final/optimizer.safetensors',
  'metrics.csv',
  'results/acc.csv',
]

const bin = new URL('../../../bin/polyhead.js', import.meta.url).pathname

let project: Project
const record = (dir: string) => JSON.parse(project.read(`${dir}/run.json`))

beforeAll(() => {
  project = new Project('resume-project')
})
afterAll(() => project.remove())

function expectSame(dir: string): void {
  for (const file of COMPARED) {
    const [one, other] = [dir, 'whole'].map((run) => readFileSync(join(project.dir, run, file)))
    expect((one as Buffer).equals(other as Buffer), `${dir}/${file}`).toBe(true)
  }
}

test('a run of compiled steps that was killed goes on, and is reproduced, bit for bit', async () => {
  const args = [`backend=${backend}`, 'backend.threads=1', '~callbacks@callbacks.gradient_norm']
  const whole = project.polyhead(...args, 'hydra.run.dir=whole')
  expect(whole.code, whole.stderr).toBe(0)
  expect(record('whole').backend).toMatchObject({ name: backend, threads: 1, compiled: true })

  const killed = spawn(process.execPath, [bin, ...args, 'hydra.run.dir=killed'], { cwd: project.dir, stdio: 'ignore' })
  const closed = new Promise((resolve) => killed.once('close', resolve))
  while (!hasReached(join(project.dir, 'killed'), 8) && killed.exitCode === null) await setTimeout(2)
  killed.kill('SIGKILL')
  await closed
  const resumed = project.polyhead('resume', 'killed')
  expect(resumed.code, resumed.stderr).toBe(0)
  expect(resumed.stderr).toMatch(/^going on after step \d+\n/)
  expectSame('killed')

  const again = project.polyhead('reproduce', 'whole')
  expect(again.code, again.stderr).toBe(0)
  expect(again.stdout + again.stderr).toContain('identical')
})

test('a run whose steps go operation by operation says so once, and in its record', () => {
  const { code, stderr, stdout } = project.polyhead(`backend=${backend}`, 'hydra.run.dir=norm')
  expect(code, stderr).toBe(0)
  expect(record('norm').backend.compiled).toBe('callbacks.gradient_norm looks at the gradients of a step')
  expect((stdout + stderr).match(/operation by operation/g)).toHaveLength(1)
})

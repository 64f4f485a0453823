import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageRoot } from '../../src/util/package-root.js'
import { hasReached } from '../helpers/checkpoints.js'
import { Project } from '../helpers/project.js'

const bin = join(packageRoot, 'bin/polyhead.js')
let project: Project

beforeAll(() => {
  project = new Project('resume-project')
})
afterAll(() => project.remove())

/** Own parameters; state of two epochs; a second pass after each step; random orders; moving targets. */
test.each(['uncertainty', 'dwa', 'famo', 'pcgrad', 'gradvac', 'gradnorm'])(
  'a run with weighting=%s that was killed ends with the same bits',
  async (weighting) => {
    const args = [`+weighting=${weighting}`, 'optimizer.lr=0.002']
    const whole = project.polyhead(...args, `hydra.run.dir=${weighting}`)
    expect(whole.code, whole.stderr).toBe(0)
    const dir = `${weighting}-killed`
    const child = spawn(process.execPath, [bin, ...args, `hydra.run.dir=${dir}`], { cwd: project.dir })
    const ended = new Promise((resolve) => child.on('close', resolve))
    // In the third epoch: DWA has just begun to weigh.
    while (!hasReached(join(project.dir, dir), 28) && child.exitCode === null) await setTimeout(2)
    child.kill('SIGKILL')
    await ended
    expect(JSON.parse(project.read(`${dir}/run.json`)).status).toBe('running')
    const { code, stderr } = project.polyhead('resume', dir)
    expect(code, stderr).toBe(0)
    for (const file of ['model', 'optimizer'].map((name) => `checkpoints/final/${name}.safetensors`)) {
      const [own, other] = [dir, weighting].map((name) => readFileSync(join(project.dir, name, file)))
      expect(own?.equals(other as Buffer), file).toBe(true)
    }
    expect(project.read(`${dir}/metrics.csv`)).toBe(project.read(`${weighting}/metrics.csv`))
  },
)

import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSafetensors } from '../../src/formats/safetensors.js'
import { packageRoot } from '../../src/util/package-root.js'
import { hasReached } from '../helpers/checkpoints.js'
import { Project } from '../helpers/project.js'

const plugin = ['--plugin', './plugin.js']
const bin = join(packageRoot, 'bin/polyhead.js')
let project: Project

beforeAll(() => {
  project = new Project('plugin-algorithm')
  mkdirSync(join(project.dir, 'node_modules'))
  symlinkSync(packageRoot, join(project.dir, 'node_modules/polyhead'))
  symlinkSync(join(packageRoot, 'node_modules/@tensorflow'), join(project.dir, 'node_modules/@tensorflow'))
  const { code, stderr } = project.polyhead(...plugin, 'hydra.run.dir=whole')
  expect(code, stderr).toBe(0)
})
afterAll(() => project.remove())

function weights(dir: string) {
  const file = join(project.dir, dir, 'checkpoints/final/model.safetensors')
  return readSafetensors(readFileSync(file), file).tensors
}

test("a plugin's algorithm trains parameters of its own, and its hooks and losses by task are heard", () => {
  const own = weights('whole').get('algorithm.log_variances')
  expect(own?.shape).toEqual([3])
  expect(Array.from(own?.data as Float32Array).every((value) => value !== 0)).toBe(true)
  const [header = ''] = project.read('whole/metrics.csv').split('\n')
  expect(header.split(',')).toEqual(expect.arrayContaining(['task/train/loss_3', 'weight/task_1']))
})

test.each([6, 11, 30])(
  "a run of a plugin's algorithm that was killed after step %i ends with the same bits",
  async (step) => {
    const dir = `killed-${step}`
    const child = spawn(process.execPath, [bin, ...plugin, `hydra.run.dir=${dir}`], { cwd: project.dir })
    const ended = new Promise((resolve) => child.on('close', resolve))
    while (!hasReached(join(project.dir, dir), step - (step % 4)) && child.exitCode === null) await setTimeout(2)
    child.kill('SIGKILL')
    await ended
    expect(JSON.parse(project.read(`${dir}/run.json`)).status).toBe('running')
    const { code, stderr } = project.polyhead('resume', ...plugin, dir)
    expect(code, stderr).toBe(0)
    expect(stderr).toMatch(/^going on after step \d+\n/)
    for (const file of ['model', 'optimizer'].map((name) => `checkpoints/final/${name}.safetensors`)) {
      expect(readFileSync(join(project.dir, dir, file)).equals(readFileSync(join(project.dir, 'whole', file)))).toBe(
        true,
      )
    }
    for (const file of ['metrics.csv', 'results/acc.csv'])
      expect(project.read(`${dir}/${file}`)).toBe(project.read(`whole/${file}`))
  },
)

test("a run of a plugin's algorithm can be evaluated and had again", () => {
  const accuracy = (dir: string) => JSON.parse(project.read(`${dir}/run.json`)).results.avg_acc
  const evaluated = project.polyhead('eval', ...plugin, 'whole', '--in', 'evaluated')
  expect(evaluated.code, evaluated.stderr).toBe(0)
  expect(accuracy('evaluated')).toBe(accuracy('whole'))
  const again = project.polyhead('reproduce', ...plugin, 'whole', '--in', 'again')
  expect(again.stdout, again.stderr).toMatch(/^identical/)
})

test('an algorithm that lacks what a run asks for is refused with what it lacks, before anything is written', () => {
  const algorithm = ['algorithm._target_=my_lab.algorithms.Unfinished', '~algorithm.temperature']
  const { code, stderr } = project.polyhead(...plugin, ...algorithm, 'hydra.run.dir=unfinished')
  expect(code).toBe(2)
  expect(stderr).toContain(
    'algorithm (my_lab.algorithms.Unfinished) cannot be used as a component of group algorithm: it lacks setupTasks(), ',
  )
  expect(project.has('unfinished')).toBe(false)
})

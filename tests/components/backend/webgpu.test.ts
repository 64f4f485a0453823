import { describe, expect, test } from 'vitest'
import { webgpuProblem } from '../../../src/backends/find-webgpu.js'
import { WebGPU } from '../../../src/components/backend/webgpu.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import { Project } from '../../helpers/project.js'

const installed = webgpuProblem() === undefined

/** Where it is there, TensorFlow.js finds a driver, if only a software one. */
const runs = installed && process.env.VK_DRIVER_FILES !== undefined

test.skipIf(installed)('where the packages are missing, the error says what to install', async () => {
  const error = await new WebGPU().start().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ConfigError)
  expect((error as ConfigError).message).toContain('backend=webgpu needs webgpu')
  expect((error as ConfigError).diagnostics[0]?.hint).toContain('npm install webgpu')
})

describe.runIf(runs)('on a software driver', () => {
  const short = ['max_epochs=2', 'limit_train_batches=2', 'limit_val_batches=1', 'limit_test_batches=1']
  const args = [
    ...['experiment=split_digits', 'optimizer=adam', 'backend=webgpu'],
    ...short.map((key) => `trainer.${key}`),
  ]

  test('is told of by doctor as what it is', () => {
    const project = new Project()
    expect(project.polyhead('doctor').stdout).toMatch(
      /^webgpu +backend=webgpu finds no graphics processor, but a program/m,
    )
    project.remove()
  })

  test('is refused, and taken where it is asked for', () => {
    const project = new Project()
    const refused = project.polyhead(...args, 'hydra.run.dir=out')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('finds no graphics processor, but a program that stands in for one: SwiftShader')
    expect(project.has('out')).toBe(false)
    const { code, stderr } = project.polyhead(...args, 'backend.software=true', 'hydra.run.dir=out')
    expect(code, stderr).toBe(0)
    const reproduced = project.polyhead('reproduce', 'out')
    expect(reproduced.stdout, reproduced.stderr).toContain('bit for bit')
    project.remove()
  }, 300_000)

  test('goes on from a checkpoint as if it had not been ended', () => {
    const project = new Project()
    const asked = [...args, 'backend.software=true']
    expect(project.polyhead(...asked, 'hydra.run.dir=whole').code).toBe(0)
    expect(project.polyhead(...asked, 'trainer.max_epochs=1', 'hydra.run.dir=part').code).toBe(0)
    const { code, stderr } = project.polyhead('resume', 'part', 'trainer.max_epochs=2')
    expect(code, stderr).toBe(0)
    expect(project.read('part/metrics.csv')).toBe(project.read('whole/metrics.csv'))
    project.remove()
  }, 300_000)
})

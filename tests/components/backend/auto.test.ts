import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { nativeOnCuda, nativeProblem } from '../../../src/backends/find-native.js'
import { onnxProblem } from '../../../src/backends/find-onnx.js'
import { webgpuProblem } from '../../../src/backends/find-webgpu.js'
import { keepSpeeds, measuredSpeeds } from '../../../src/backends/measured-speeds.js'
import { stepRate } from '../../../src/backends/proxy-step.js'
import { Auto } from '../../../src/components/backend/auto.js'
import { Project } from '../../helpers/project.js'

test('the backend is the fastest that is installed, and it computes', async () => {
  const info = await new Auto({ threads: 1 }).start('dense')
  const there = [onnxProblem() ?? 'onnx', nativeProblem() ?? 'native']
  if (there.includes('onnx') || there.includes('native')) expect(there).toContain(info.name)
  else expect(info.name).toBe('wasm')
  // with one there is nothing to measure
  expect(info.chosen === undefined).toBe(!there.includes('onnx') || !there.includes('native'))
  const tf = await import('@tensorflow/tfjs-core')
  expect(await tf.matMul([[1, 2]], [[3], [4]]).data()).toEqual(new Float32Array([11]))
  const tensors = tf.memory().numTensors
  expect(stepRate('dense', 5)).toBeGreaterThan(0)
  expect(stepRate('images', 5)).toBeGreaterThan(0)
  expect(tf.memory().numTensors).toBe(tensors)
})

describe('what was measured', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'polyhead-speeds-'))
    vi.stubEnv('XDG_CACHE_HOME', folder)
  })
  afterEach(() => {
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  })

  const here = { kind: 'dense', threads: null, versions: { onnx: '1.30.0', native: '4.22.0' } } as const

  test('is kept by model, versions and threads', () => {
    expect(measuredSpeeds(here)).toBeUndefined()
    keepSpeeds(here, { onnx: 900, native: 700 })
    keepSpeeds({ ...here, kind: 'images' }, { onnx: 20, native: 30 })
    expect(measuredSpeeds(here)).toEqual({ onnx: 900, native: 700 })
    expect(measuredSpeeds({ ...here, kind: 'images' })).toEqual({ onnx: 20, native: 30 })
    expect(measuredSpeeds({ ...here, threads: 1 })).toBeUndefined()
    expect(measuredSpeeds({ ...here, versions: { onnx: '1.31.0', native: '4.22.0' } })).toBeUndefined()
  })

  test('is measured again where a backend did not start: it may the next time', () => {
    keepSpeeds(here, { onnx: 900 })
    expect(measuredSpeeds(here)).toBeUndefined()
    keepSpeeds(here, { onnx: 900, native: 700 })
    keepSpeeds(here, { onnx: 800 })
    expect(measuredSpeeds(here)).toEqual({ onnx: 900, native: 700 })
  })

  test('is measured again where the file is damaged, or another wrote it', () => {
    keepSpeeds(here, { onnx: 900, native: 700 })
    const file = join(folder, 'polyhead', 'speeds.json')
    for (const text of ['', '[1]', '{"a": ', readFileSync(file, 'utf8').replace('900', '"fast"')]) {
      writeFileSync(file, text)
      expect(measuredSpeeds(here)).toBeUndefined()
    }
    keepSpeeds(here, { onnx: 1, native: 2 })
    expect(measuredSpeeds(here)).toEqual({ onnx: 1, native: 2 })
  })
})

test.skipIf(nativeOnCuda() || webgpuProblem() === undefined)(
  'a graphics processor that is asked for and not there is a warning, with what gets one of NVIDIA',
  () => {
    const project = new Project()
    const short = ['trainer.max_epochs=1', 'trainer.limit_train_batches=1', 'train_tasks=1']
    const { code, stderr } = project.polyhead('-q', 'trainer.accelerator=gpu', ...short)
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('trainer.accelerator=gpu finds no graphics processor to use')
    if (process.platform === 'linux' && process.arch === 'x64') {
      expect(stderr).toMatch(/for one of NVIDIA's cards: .* doctor --install native --gpu/)
    }
    project.remove()
  },
)

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bindingName, operationsName, quietName } from '../../../src/backends/find-native.js'
import { checkTrainer } from '../../../src/components/trainer/check-trainer.js'
import { fromPlain } from '../../../src/config/index.js'
import type { MapNode } from '../../../src/config/node.js'
import { hasOwnBinding, layBuild, layPackage } from '../../helpers/native-files.js'

let cache: string
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'polyhead-accelerator-'))
  vi.stubEnv('XDG_CACHE_HOME', cache)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(cache, { recursive: true })
})

function hints(accelerator: string, name: string, more = {}): (string | undefined)[] {
  const root = fromPlain({ backend: { _target_: `polyhead.backends.${name}`, ...more }, trainer: { accelerator } })
  return checkTrainer((root as MapNode).entries.get('trainer') as MapNode, 'trainer', root).map(({ hint }) => hint)
}

test('an accelerator that the backend does not look at is warned of', () => {
  expect(hints('gpu', 'ONNX')).toEqual(['use backend=auto'])
  expect(hints('cpu', 'WebGPU')).toEqual(['use backend=auto'])
  expect([hints('cpu', 'WASM'), hints('auto', 'WebGPU'), hints('gpu', 'WebGPU'), hints('gpu', 'Auto')]).toEqual([
    [],
    [],
    [],
    [],
  ])
})

test.skipIf(hasOwnBinding)('TensorFlow is told by a key of its own whether a card computes', () => {
  expect(hints('cpu', 'Native')).toEqual([])
  layPackage()
  layBuild('gpu', [bindingName, quietName, operationsName])
  expect(hints('cpu', 'Native')).toEqual(['use ++backend.gpu=false, or backend=auto'])
  expect(hints('gpu', 'Native')).toEqual(['use ++backend.gpu=true, or backend=auto'])
  expect(hints('gpu', 'Native', { gpu: true })).toEqual([])
  expect(hints('cpu', 'Native', { gpu: false })).toEqual([])
  expect(hints('cpu', 'Native', { gpu: true })).toEqual(['use ++backend.gpu=false, or backend=auto'])
})

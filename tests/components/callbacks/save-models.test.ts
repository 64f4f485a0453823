import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWasm } from '../../../src/backends/start-wasm.js'
import { SaveModels } from '../../../src/components/callbacks/save-models.js'
import { readSafetensors } from '../../../src/formats/safetensors.js'
import { runWith } from './run-with.js'

const folder = mkdtempSync(join(tmpdir(), 'polyhead-'))
beforeAll(startWasm)
afterAll(() => rmSync(folder, { recursive: true }))

test('writes the weights when training has ended, into a folder that it makes', async () => {
  const save_dir = join(folder, 'saved/models')
  await runWith(new SaveModels({ save_dir, file_name: 'mine.safetensors' }), [1])
  const { tensors } = readSafetensors(readFileSync(join(save_dir, 'mine.safetensors')))
  expect(tensors.size).toBeGreaterThan(0)
})

test('writes nothing in a run that only tries the code', async () => {
  const save_dir = join(folder, 'trial')
  await runWith(new SaveModels({ save_dir }), [1], { fast_dev_run: true })
  expect(existsSync(save_dir)).toBe(false)
})

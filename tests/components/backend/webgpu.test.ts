import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { WebGPU } from '../../../src/components/backend/webgpu.js'
import { ConfigError } from '../../../src/util/diagnostic.js'

function installed(): boolean {
  try {
    createRequire(import.meta.url).resolve('webgpu/package.json')
    return true
  } catch {
    return false
  }
}

test.skipIf(installed())('where the packages are missing, the error says what to install', async () => {
  const error = await new WebGPU().start().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ConfigError)
  expect((error as ConfigError).message).toContain('backend=webgpu needs webgpu')
  expect((error as ConfigError).diagnostics[0]?.hint).toContain('npm install webgpu')
})

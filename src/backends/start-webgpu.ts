import * as tf from '@tensorflow/tfjs-core'
import { ConfigError } from '../util/diagnostic.js'
import { setMemoryLimit } from '../util/memory-limit.js'
import type { BackendInfo } from './backend.js'
import { importOptional } from './import-optional.js'
import { loadGradients } from './load-tensorflow.js'

const hint = 'npm install webgpu @tensorflow/tfjs-backend-webgpu, or use backend=wasm'

const STEPS_AHEAD = 32

interface Dawn {
  create(options: string[]): object
  globals: Record<string, unknown>
}

/**
 * TensorFlow.js on WebGPU: Dawn gives Node what a browser has.
 * @throws ConfigError where the packages are not installed, or no adapter is found.
 */
export async function startWebgpu(): Promise<BackendInfo> {
  const dawn = (await importOptional('webgpu', 'webgpu', hint)) as unknown as Dawn
  Object.assign(globalThis, dawn.globals)
  const gpu = dawn.create([])
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true })
  await importOptional('@tensorflow/tfjs-backend-webgpu', 'webgpu', hint)
  loadGradients()
  const started = await tf.setBackend('webgpu').catch(() => false)
  if (!started) {
    throw new ConfigError({
      code: 'backend',
      path: 'backend',
      message: 'backend=webgpu finds no graphics processor (Vulkan, Metal or Direct3D 12)',
      hint: 'use backend=wasm, or install a driver; VK_DRIVER_FILES can name a software one',
    })
  }
  // It computes beside JavaScript: so many steps may run before their results are read.
  tf.env().registerFlag('STEPS_AHEAD', () => STEPS_AHEAD)
  tf.env().set('STEPS_AHEAD', STEPS_AHEAD)
  setMemoryLimit()
  const { adapterInfo } = tf.backend() as unknown as { adapterInfo?: { description?: string } }
  return {
    name: 'webgpu',
    target: 'polyhead.backends.WebGPU',
    version: tf.version_core,
    threads: null,
    adapter: adapterInfo?.description ?? null,
  }
}

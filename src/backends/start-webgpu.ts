import * as tf from '@tensorflow/tfjs-core'
import { ConfigError } from '../util/diagnostic.js'
import { setMemoryLimit } from '../util/memory-limit.js'
import type { BackendInfo } from './backend.js'
import { getWebgpu, webgpuPackages } from './find-webgpu.js'
import { importOptional } from './import-optional.js'
import { loadGradients } from './load-tensorflow.js'

const [dawnPackage, tensorflowPackage] = webgpuPackages
const hint = `${getWebgpu}, or use backend=wasm`

const STEPS_AHEAD = 32

interface Adapter {
  info: { description: string; isFallbackAdapter: boolean }
}

interface Dawn {
  create(options: string[]): { requestAdapter(options: object): Promise<Adapter | null> }
  globals: Record<string, unknown>
}

export interface WebgpuOptions {
  /** Whether a program may stand in for a graphics processor. Default: false. */
  software?: boolean
}

/**
 * TensorFlow.js on WebGPU: Dawn gives Node what a browser has.
 * @throws ConfigError where the packages are not installed, or no adapter is found but one that `software` does not
 *   allow.
 */
export async function startWebgpu({ software = false }: WebgpuOptions = {}): Promise<BackendInfo> {
  const dawn = (await importOptional(dawnPackage, 'webgpu', hint)) as unknown as Dawn
  Object.assign(globalThis, dawn.globals)
  const gpu = dawn.create([])
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true })
  await importOptional(tensorflowPackage, 'webgpu', hint)
  loadGradients()
  // as TensorFlow.js asks for it
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter?.info.isFallbackAdapter && !software) {
    throw new ConfigError({
      code: 'backend',
      path: 'backend',
      message: `backend=webgpu finds no graphics processor, but a program that stands in for one: ${adapter.info.description}`,
      hint: 'use backend=wasm, which is faster; ++backend.software=true takes it all the same',
    })
  }
  if (!adapter || !(await tf.setBackend('webgpu').catch(() => false))) {
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
  return {
    name: 'webgpu',
    target: 'polyhead.backends.WebGPU',
    version: tf.version_core,
    threads: null,
    adapter: adapter.info.description,
  }
}

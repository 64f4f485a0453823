import * as tf from '@tensorflow/tfjs-core'
import { ConfigError } from '../util/diagnostic.js'
import type { BackendInfo } from './backend.js'
import { registerWasmKernels } from './kernels/register-wasm-kernels.js'
import { loadGradients, loadWasm } from './load-tensorflow.js'

/**
 * TensorFlow.js on WebAssembly: needs nothing but Node. It computes with one thread.
 * @throws ConfigError where WebAssembly does not start.
 */
export async function startWasm(): Promise<BackendInfo> {
  loadGradients()
  loadWasm()
  const forget = keepProcessListeners()
  const started = await tf.setBackend('wasm').finally(forget)
  if (!started) {
    throw new ConfigError({ code: 'backend', path: 'backend', message: 'the WebAssembly backend does not start here' })
  }
  registerWasmKernels()
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')
  return { name: 'wasm', target: 'polyhead.backends.WASM', version: tf.version_core, threads: 1, simd: simd === true }
}

/** Emscripten adds listeners that throw what no one caught: an error is the caller's to report. */
function keepProcessListeners(): () => void {
  const events = ['uncaughtException', 'unhandledRejection'] as const
  const before = events.map((event) => new Set<unknown>(process.listeners(event as 'exit')))
  return () => {
    for (const [i, event] of events.entries()) {
      for (const listener of process.listeners(event as 'exit')) {
        if (!before[i]?.has(listener)) process.removeListener(event, listener as () => void)
      }
    }
  }
}

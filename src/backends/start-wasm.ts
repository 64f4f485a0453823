import * as tf from '@tensorflow/tfjs-core'
import { registerOperationTimer } from '../compile/operation-times.js'
import { ConfigError } from '../util/diagnostic.js'
import { setMemoryLimit } from '../util/memory-limit.js'
import type { BackendInfo } from './backend.js'
import { startKernelTimer } from './kernel-timer.js'
import { heapLimit, kernelGuard } from './kernels/guard-kernels.js'
import { registerWasmKernels } from './kernels/register-wasm-kernels.js'
import { loadGradients, loadWasm } from './load-tensorflow.js'

/**
 * TensorFlow.js on WebAssembly: needs nothing but Node. It computes with one thread. Where an earlier run of this
 * process has broken its memory, it starts on a new one.
 * @throws ConfigError where WebAssembly does not start.
 */
export async function startWasm(): Promise<BackendInfo> {
  loadGradients()
  loadWasm()
  if (kernelGuard.broken) forgetBackend()
  const printed: string[] = []
  const restore = [keepProcessListeners(), hearComplaints(printed)]
  const started = await tf.setBackend('wasm').finally(() => {
    for (const back of restore) back()
  })
  if (!started) {
    throw new ConfigError({ code: 'backend', path: 'backend', message: 'the WebAssembly backend does not start here' })
  }
  registerWasmKernels()
  kernelGuard.watch(printed)
  setMemoryLimit(heapLimit)
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')
  registerOperationTimer('wasm', () => startKernelTimer('wasm'))
  return { name: 'wasm', target: 'polyhead.backends.WASM', version: tf.version_core, threads: 1, simd: simd === true }
}

/** So that the next start makes a new one. */
function forgetBackend(): void {
  const factory = tf.findBackendFactory('wasm')
  tf.removeBackend('wasm')
  tf.registerBackend('wasm', factory)
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

/**
 * The module that is made meanwhile binds `console.warn` for what its C++ prints to standard error: it gets `printed`
 * instead.
 */
function hearComplaints(printed: string[]): () => void {
  const { warn } = console
  let starting = true
  console.warn = (...texts: unknown[]) => {
    if (starting) warn(...texts)
    else printed.push(texts.join(' '))
  }
  return () => {
    starting = false
    console.warn = warn
  }
}

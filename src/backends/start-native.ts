import * as tf from '@tensorflow/tfjs-core'
import { ConfigError } from '../util/diagnostic.js'
import { setMemoryLimit } from '../util/memory-limit.js'
import type { BackendInfo } from './backend.js'
import { nativePackage, nativeProblem } from './find-native.js'
import { importOptional } from './import-optional.js'
import { loadGradients } from './load-tensorflow.js'

const hint = `npm install ${nativePackage} (and npm approve-scripts ${nativePackage} where npm asks), or use backend=wasm`

/**
 * TensorFlow's C library.
 * @param params.threads of one operation; null: as many as TensorFlow likes.
 * @throws ConfigError where the package is not installed, or does not load.
 */
export async function startNative({ threads = null }: { threads?: number | null } = {}): Promise<BackendInfo> {
  const problem = nativeProblem()
  if (problem) throw new ConfigError({ code: 'backend', path: 'backend', message: `backend=native: ${problem}`, hint })
  if (threads !== null) process.env.TF_NUM_INTRAOP_THREADS = String(threads)
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  const module = await importOptional(nativePackage, 'native', hint)
  loadGradients()
  if (!(await tf.setBackend('tensorflow'))) {
    throw new ConfigError({ code: 'backend', path: 'backend', message: 'backend=native does not start', hint })
  }
  setMemoryLimit()
  const { version } = module as { version?: Record<string, string> }
  const libtensorflow = version?.['tfjs-node-gpu'] ?? version?.['tfjs-node']
  const { isUsingGpuDevice } = tf.backend() as unknown as { isUsingGpuDevice?: boolean }
  return {
    name: 'native',
    target: 'polyhead.backends.Native',
    version: libtensorflow ?? tf.version_core,
    threads,
    gpu: isUsingGpuDevice === true,
    // TensorFlow decides by the processor where the variable is not set.
    oneDNN: process.env.TF_ENABLE_ONEDNN_OPTS ?? 'default',
  }
}

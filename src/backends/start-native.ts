import * as tf from '@tensorflow/tfjs-core'
import { registerStepExecutor } from '../compile/step-executor.js'
import { ConfigError } from '../util/diagnostic.js'
import { setMemoryLimit } from '../util/memory-limit.js'
import type { BackendInfo } from './backend.js'
import { findNative, getNative, nativePackage } from './find-native.js'
import { loadGradients } from './load-tensorflow.js'
import { backendName, type NativeBackend, registerBinding } from './native/binding.js'
import { registerNativeKernels } from './native/register.js'
import { NativeSteps } from './native/steps.js'

const hint = `'${getNative}', or use backend=wasm`

/** What the library was started with: it reads that once. */
let started: { threads: number | null } | undefined

/**
 * TensorFlow's C library.
 * @param params.threads of one operation; null: as many as TensorFlow likes.
 * @throws ConfigError where it is not installed, or does not load, or computes with other threads in this process.
 */
export async function startNative({ threads = null }: { threads?: number | null } = {}): Promise<BackendInfo> {
  const found = findNative()
  if ('problem' in found) throw refusal(`backend=native: ${found.problem}`)
  if (started && started.threads !== threads) throw otherThreads(started.threads, threads)
  if (threads !== null) process.env.TF_NUM_INTRAOP_THREADS = String(threads)
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  // By itself TensorFlow takes oneDNN on processors with AVX-512 alone: on others, too, networks of images are faster.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '1'
  try {
    registerBinding(found)
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw refusal(`backend=native needs ${nativePackage}, which does not load: ${reason}`, error)
  }
  started = { threads }
  loadGradients()
  if (!(await tf.setBackend(backendName))) throw refusal('backend=native does not start')
  registerNativeKernels()
  registerStepExecutor(backendName, new NativeSteps())
  setMemoryLimit()
  const backend = tf.backend() as unknown as NativeBackend
  return {
    name: 'native',
    target: 'polyhead.backends.Native',
    version: backend.binding.TF_Version,
    threads,
    gpu: backend.isUsingGpuDevice,
    oneDNN: process.env.TF_ENABLE_ONEDNN_OPTS,
  }
}

function otherThreads(before: number | null, now: number | null): ConfigError {
  return new ConfigError({
    code: 'backend',
    path: 'backend.threads',
    message: `backend=native computes with backend.threads=${before} in this process, and cannot change to ${now}`,
    hint: 'run each job in a process of its own: hydra/launcher=local',
  })
}

function refusal(message: string, cause?: unknown): ConfigError {
  return new ConfigError({ code: 'backend', path: 'backend', message, hint }, { cause })
}

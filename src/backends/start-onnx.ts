import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import * as tf from '@tensorflow/tfjs-core'
import { registerOperationTimer } from '../compile/operation-times.js'
import { registerStepExecutor } from '../compile/step-executor.js'
import { ConfigError } from '../util/diagnostic.js'
import { setMemoryLimit } from '../util/memory-limit.js'
import { ownCommand } from '../util/own-command.js'
import type { BackendInfo } from './backend.js'
import { onnxProblem } from './find-onnx.js'
import { loadGradients } from './load-tensorflow.js'
import { OnnxBackend } from './onnx/backend.js'
import { engineVersion, onnxPackage } from './onnx/engine.js'
import { startOnnxTimer } from './onnx/operation-timer.js'
import { blockSize } from './onnx/probe.js'
import { backendName, registerOnnxKernels } from './onnx/register.js'
import { OnnxSteps } from './onnx/steps.js'

const hint = `'${ownCommand()} doctor --install onnx', or use backend=wasm`

/**
 * ONNX Runtime, by a lazy backend: kernels are noted, and run as one graph when a tensor is read.
 * @param params.threads of one operation; null: what `OMP_NUM_THREADS` says, or one for each core. Some
 *   products of matrices differ in rounding between thread counts.
 * @throws ConfigError where the package is not installed, or does not load.
 */
export async function startOnnx({ threads = null }: { threads?: number | null } = {}): Promise<BackendInfo> {
  const problem = onnxProblem()
  if (problem) throw new ConfigError({ code: 'backend', path: 'backend', message: `backend=onnx: ${problem}`, hint })
  const version = load()
  // what waits for a file that was read meanwhile goes on
  await setImmediate()
  loadGradients()
  const count = threads ?? threadsOfEnvironment() ?? availableParallelism()
  const block = blockSize()
  registerOnnxKernels()
  const running = tf.findBackend(backendName) as unknown as OnnxBackend | null
  if (running?.options.threads !== count) {
    if (running) tf.removeBackend(backendName)
    tf.registerBackend(backendName, () => new OnnxBackend({ threads: count, block }) as unknown as tf.KernelBackend)
  }
  await tf.setBackend(backendName)
  registerStepExecutor(backendName, new OnnxSteps())
  registerOperationTimer(backendName, () => {
    ;(tf.backend() as unknown as OnnxBackend).forgetPlans()
    return startOnnxTimer()
  })
  setMemoryLimit()
  return {
    name: 'onnx',
    target: 'polyhead.backends.ONNX',
    version,
    threads: count,
    // channels that lie together in images; 0: as TensorFlow.js has them
    block,
  }
}

function threadsOfEnvironment(): number | undefined {
  const count = Number(process.env.OMP_NUM_THREADS)
  return Number.isInteger(count) && count > 0 ? count : undefined
}

function load(): string {
  try {
    return engineVersion()
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n')
    const message = `backend=onnx needs ${onnxPackage}, which does not load: ${reason}`
    throw new ConfigError({ code: 'backend', path: 'backend', message, hint }, { cause: error })
  }
}

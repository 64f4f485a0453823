import { availableParallelism } from 'node:os'
import * as tf from '@tensorflow/tfjs-core'
import { registerStepExecutor } from '../compile/step-executor.js'
import { ConfigError } from '../util/diagnostic.js'
import { setMemoryLimit } from '../util/memory-limit.js'
import { processorHas } from '../util/processor.js'
import type { BackendInfo } from './backend.js'
import { findNative, getNative, getNativeOnCuda, nativePackage, operationsVariable } from './find-native.js'
import { loadGradients } from './load-tensorflow.js'
import { backendName, type NativeBackend, registerBinding } from './native/binding.js'
import { registerNativeKernels } from './native/register.js'
import { NativeSteps } from './native/steps.js'

const hint = `'${getNative}', or use backend=wasm`

/** What the library was started with: it reads that once. By the names that a message has for it. */
let started: Readonly<Record<string, string>> | undefined

export interface NativeOptions {
  /** Of one operation; null: as many as TensorFlow likes. */
  threads?: number | null
  /** Whether it computes on a graphics card; null: where one is found. */
  gpu?: boolean | null
}

/**
 * TensorFlow's C library.
 * @throws ConfigError where it is not installed, or does not load, or finds no card that is asked for, or computes in
 * another way in this process.
 */
export async function startNative({ threads = null, gpu = null }: NativeOptions = {}): Promise<BackendInfo> {
  const found = findNative()
  if ('problem' in found) throw refusal(`backend=native: ${found.problem}`)
  const { TF_NUM_INTRAOP_THREADS: own = String(availableParallelism()) } = process.env
  // By itself TensorFlow takes oneDNN on processors with AVX-512 alone: on others, too, networks of images are faster.
  const oneDNN = process.env.TF_ENABLE_ONEDNN_OPTS ?? '1'
  // Of two parts of an operation both went to other threads, which systems often wake on the same core.
  const callerComputes = process.env.TF_ONEDNN_THREADPOOL_USE_CALLER_THREAD ?? '1'
  const { [operationsVariable]: ownOperations = defaultOperations() } = process.env
  if (ownOperations === '1' && !canOwnOperations()) throw noOwnOperations()
  const cuda = found.cuda && gpu !== false ? cudaSettings() : {}
  const { CUDA_VISIBLE_DEVICES: visible } = process.env
  const wanted = {
    'backend.threads': String(threads),
    TF_NUM_INTRAOP_THREADS: threads === null ? own : String(threads),
    TF_ENABLE_ONEDNN_OPTS: oneDNN,
    TF_ONEDNN_THREADPOOL_USE_CALLER_THREAD: callerComputes,
    [operationsVariable]: ownOperations,
    'backend.gpu': String(found.cuda && gpu !== false),
    ...cuda,
  }
  if (started) refuseAnother(started, wanted)
  if (threads !== null) process.env.TF_NUM_INTRAOP_THREADS = String(threads)
  Object.assign(process.env, cuda)
  if (found.cuda) process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'
  if (found.cuda && gpu === false) process.env.CUDA_VISIBLE_DEVICES = '-1'
  // where there is no card, its errors tell just that
  process.env.TF_CPP_MIN_LOG_LEVEL ??= found.cuda ? '3' : '2'
  process.env.TF_ENABLE_ONEDNN_OPTS = oneDNN
  process.env.TF_ONEDNN_THREADPOOL_USE_CALLER_THREAD = callerComputes
  try {
    registerBinding(found, ownOperations === '1' ? (threads ?? (Number(own) || availableParallelism())) : undefined)
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw refusal(`backend=native needs ${nativePackage}, which does not load: ${reason}`, error)
  } finally {
    if (visible !== undefined) process.env.CUDA_VISIBLE_DEVICES = visible
    else delete process.env.CUDA_VISIBLE_DEVICES
  }
  started ??= wanted
  loadGradients()
  if (!(await tf.setBackend(backendName))) throw refusal('backend=native does not start')
  registerNativeKernels()
  registerStepExecutor(backendName, new NativeSteps())
  setMemoryLimit()
  const backend = tf.backend() as unknown as NativeBackend
  if (gpu === true && !backend.isUsingGpuDevice) throw noCard(found.cuda)
  return {
    name: 'native',
    target: 'polyhead.backends.Native',
    version: backend.binding.TF_Version,
    threads,
    gpu: backend.isUsingGpuDevice,
    // to processors they are nothing
    ...(backend.isUsingGpuDevice && cuda),
    oneDNN,
    [operationsVariable]: backend.hasOwnOperations ? '1' : '0',
  }
}

/** Of what TensorFlow has for AVX2 much leaves one of two cores idle. For AVX-512 it has other operations. */
function defaultOperations(): string {
  return canOwnOperations() && !processorHas('avx512f') ? '1' : '0'
}

/** On another processor they end the process. */
function canOwnOperations(): boolean {
  return processorHas('avx2', 'fma')
}

function noOwnOperations(): ConfigError {
  return new ConfigError({
    code: 'backend',
    path: 'backend',
    message: `${operationsVariable}=1 takes a processor with AVX2 and FMA, which this one has not`,
    hint: `take ${operationsVariable} out of the environment; a run that computed with it is resumed where they are`,
  })
}

/** Unless told otherwise, on a card float32 is no TF32 with its 10 bits, and two runs have the same bits. */
function cudaSettings(): Readonly<Record<string, string>> {
  const { NVIDIA_TF32_OVERRIDE = '0', TF_DETERMINISTIC_OPS = '1', TF_CUDNN_USE_AUTOTUNE = '0' } = process.env
  return { NVIDIA_TF32_OVERRIDE, TF_DETERMINISTIC_OPS, TF_CUDNN_USE_AUTOTUNE }
}

function noCard(isForCards: boolean): ConfigError {
  return new ConfigError({
    code: 'backend',
    path: 'backend.gpu',
    message: isForCards
      ? 'backend.gpu asks for a graphics card, and TensorFlow finds none that it can use'
      : 'backend.gpu asks for a graphics card, and the TensorFlow that is installed is for processors alone',
    hint: isForCards ? 'TF_CPP_MIN_LOG_LEVEL=0 in the environment has it say why' : `'${getNativeOnCuda ?? getNative}'`,
  })
}

/** @throws ConfigError where a job wants another value than the one that the library has read */
function refuseAnother(before: NonNullable<typeof started>, now: typeof before): void {
  const name = Object.keys(before).find((each) => before[each] !== now[each])
  if (name === undefined) return
  throw new ConfigError({
    code: 'backend',
    path: name.startsWith('backend.') ? name : 'backend',
    message: `backend=native computes with ${name}=${before[name]} in this process, and cannot change to ${now[name]}`,
    hint: 'run each job in a process of its own: hydra/launcher=local',
  })
}

function refusal(message: string, cause?: unknown): ConfigError {
  return new ConfigError({ code: 'backend', path: 'backend', message, hint }, { cause })
}

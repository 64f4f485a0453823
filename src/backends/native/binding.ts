import { createRequire } from 'node:module'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { RunError } from '../../util/run-error.js'
import type { NativeFiles } from '../find-native.js'

// require, because all of it is CommonJS whose place is known at run time only
const require = createRequire(import.meta.url)

/** Name of the backend in TensorFlow.js. */
export const backendName = 'tensorflow'

export type TensorValues = Float32Array | Int32Array | Uint8Array

/** An attribute of an operation: its type is one of the binding's numbers `TF_ATTR_…`. */
export interface OpAttribute {
  readonly name: string
  readonly type: number
  readonly value: boolean | number | string | readonly number[]
}

/** A tensor of TensorFlow's. */
export interface Handle {
  id: number
  shape: number[]
  /** One of the binding's numbers `TF_…`. */
  dtype: number
}

/** TensorFlow's C library, as the package binds it. */
export interface Binding {
  createTensor(shape: readonly number[], dtype: number, values: TensorValues): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): TensorValues
  executeOp(name: string, attributes: readonly OpAttribute[], inputs: readonly number[], outputs: number): Handle[]
  loadSavedModel(folder: string, tags: string): number
  deleteSavedModel(model: number): void
  /** Inputs and outputs by their names in the graph, with commas between. */
  runSavedModel(model: number, tensors: readonly number[], inputs: string, outputs: string): Handle[]
  readonly TF_FLOAT: number
  readonly TF_INT32: number
  readonly TF_BOOL: number
  readonly TF_ATTR_STRING: number
  readonly TF_ATTR_INT: number
  readonly TF_ATTR_FLOAT: number
  readonly TF_ATTR_BOOL: number
  readonly TF_ATTR_TYPE: number
  readonly TF_ATTR_SHAPE: number
  readonly TF_Version: string
}

/** What the package's backend knows of the data of tensors. */
export interface TensorData {
  /** Of TensorFlow's tensor; negative as long as only JavaScript has the values. */
  id: number
  shape: number[]
  dtype: number
  values: TensorValues | null
  refCount: number
}

/** The package's backend, as far as it is used here. */
export interface NativeBackend {
  binding: Binding
  /** Whether TensorFlow has our operations, `Polyhead…`, for what it computes on. */
  hasOwnOperations?: boolean
  readonly isUsingGpuDevice: boolean
  readonly tensorMap: { get(dataId: tf.DataId): TensorData }
  readSync(dataId: tf.DataId): TensorValues
  /** Values without waiting for them. */
  look?(dataId: tf.DataId): TensorValues
  write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId
  incRef(dataId: tf.DataId): void
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[]
  createOutputTensor(handle: Handle): tf.Tensor
  executeSingleOutput(name: string, attributes: readonly OpAttribute[], inputs: readonly tf.TensorInfo[]): tf.Tensor
  executeMultipleOutputs(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[]
  applyActivation(x: tf.Tensor, activation?: string, weights?: tf.Tensor, alpha?: number): tf.Tensor
}

interface Package {
  NodeJSKernelBackend: new (binding: Binding, name: string) => NativeBackend
}

/**
 * Registers the package's backend and kernels; once. What the package has beside them (its own tensors, files, charts)
 * is not loaded.
 * @param operationThreads threads that compute one of our operations on processors; undefined: without them.
 * @throws Error where the library does not load.
 */
export function registerBinding(files: NativeFiles, operationThreads?: number): void {
  if (tf.findBackendFactory(backendName)) return
  keepOldUtilities()
  if (files.quiet !== undefined) require(files.quiet)
  const binding = require(files.binding) as Binding
  const { NodeJSKernelBackend } = withoutWarnings(() => {
    require(join(files.package, 'dist/register_all_kernels.js'))
    return require(join(files.package, 'dist/nodejs_kernel_backend.js')) as Package
  })
  const make = () => {
    const backend = new NodeJSKernelBackend(guarded(binding), '@tensorflow/tfjs-node-gpu')
    backend.look = (dataId) => backend.readSync(dataId)
    if (files.operations !== undefined && operationThreads !== undefined && !backend.isUsingGpuDevice) {
      const operations = require(files.operations) as { start(threads: number): void }
      operations.start(operationThreads)
      backend.hasOwnOperations = true
    }
    return backend
  }
  tf.registerBackend(backendName, make as unknown as () => tf.KernelBackend)
}

/** A package of the cache brings its own copy of TensorFlow.js, which says that it finds another one there. */
function withoutWarnings<T>(load: () => T): T {
  const { warn } = console
  console.warn = () => {}
  try {
    return load()
  } finally {
    console.warn = warn
  }
}

/** The package uses what Node 23 has dropped. */
function keepOldUtilities(): void {
  const utilities = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean }
  utilities.isNullOrUndefined ??= (value) => value === null || value === undefined
}

/** The binding, where what TensorFlow refuses is a RunError. */
function guarded(binding: Binding): Binding {
  const guard =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      try {
        return call(...args)
      } catch (error) {
        throw engineError(error)
      }
    }
  return withCalls(binding, {
    executeOp: guard(binding.executeOp),
    loadSavedModel: guard(binding.loadSavedModel),
    runSavedModel: guard(binding.runSavedModel),
  })
}

/** A binding with other calls in the place of some. Its own properties cannot be written. */
export function withCalls(binding: Binding, calls: Partial<Binding>): Binding {
  const properties = Object.entries(calls).map(([name, value]) => [name, { value }] as const)
  return Object.create(binding, Object.fromEntries(properties)) as Binding
}

/** What TensorFlow says is long; of an operation its first line has but a number. */
function engineError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const message = /^Message: (.*)/m.exec(error.message)?.[1] ?? error.message.split('\n')[0] ?? ''
  const memory = /OOM|allocat/i.test(message)
  const hint = memory ? { hint: 'make the model or dataset.batch_size smaller' } : {}
  return new RunError(`TensorFlow: ${message}`, { ...hint, cause: error })
}

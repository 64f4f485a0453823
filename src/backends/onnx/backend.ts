import type * as tf from '@tensorflow/tfjs-core'
import { engine } from '@tensorflow/tfjs-core'
import { RunError } from '../../util/run-error.js'
import { sizeOf } from '../shapes.js'
import { BufferPool } from './buffer-pool.js'
import type { TensorValues } from './engine.js'
import type { DType, OnnxKernel, TensorType } from './kernel.js'
import { Plans } from './plans.js'
import { Recording } from './recording.js'
import { arrayTypes, Stored } from './stored.js'

type DataId = tf.DataId

/** What a step called. */
export interface Capture {
  recording: Recording
  /** What JavaScript made tensors of meanwhile: the arrays that it gave. */
  written: Map<Stored, TensorValues>
}

/**
 * A lazy backend: kernels are only noted; to read a tensor turns what was noted since into one graph, runs it, and
 * keeps every result that is still in use. Not a subclass of TensorFlow.js's, which is loaded late.
 */
export class OnnxBackend {
  readonly #data = new WeakMap<DataId, Stored>()
  readonly #pool = new BufferPool()
  #plans: Plans
  #recording = new Recording()
  /** While a step is captured. */
  #capture: Capture | undefined
  #count = 0

  constructor(readonly options: { threads: number; block: number }) {
    this.#plans = new Plans(options)
  }

  /** Builds the graphs of recordings anew, so that what is timed from now on is timed whole. */
  forgetPlans(): void {
    this.#plans.dispose()
    this.#plans = new Plans(this.options)
  }

  /** Takes values over as a tensor: copied, because the caller may write on. */
  write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): DataId {
    const stored = new Stored(shape, typeOf(dtype), this.#copy(values, typeOf(dtype), sizeOf(shape)))
    this.#capture?.written.set(stored, values as TensorValues)
    return this.#keep(stored)
  }

  move(
    dataId: DataId,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    const stored = new Stored(shape, typeOf(dtype), this.#copy(values, typeOf(dtype), sizeOf(shape)))
    stored.refs = refCount
    this.#data.set(dataId, stored)
    this.#count++
  }

  readSync(dataId: DataId): TensorValues {
    const stored = this.stored(dataId)
    // what the step does from here on may depend on what it sees
    this.#capture = undefined
    if (!stored.values) this.flush()
    if (!stored.values) throw new RunError('ONNX Runtime: the tensor was to be computed by a step that failed')
    return stored.values.slice()
  }

  /** Values as they lie here, which last as long as the tensor. */
  look(dataId: DataId): TensorValues | undefined {
    const stored = this.stored(dataId)
    this.#capture = undefined
    if (!stored.values) this.flush()
    return stored.values
  }

  async read(dataId: DataId): Promise<TensorValues> {
    return this.readSync(dataId)
  }

  incRef(dataId: DataId): void {
    this.stored(dataId).refs++
  }

  decRef(dataId: DataId): void {
    this.stored(dataId).refs--
  }

  refCount(dataId: DataId): number {
    return this.#data.get(dataId)?.refs ?? 0
  }

  disposeData(dataId: DataId, force = false): boolean {
    const stored = this.#data.get(dataId)
    if (!stored) return true
    stored.refs--
    if (!force && stored.refs > 0) return false
    stored.dead = true
    this.#data.delete(dataId)
    this.#count--
    // what is noted still needs the values of its leaves
    if (stored.leaf === undefined) this.#free(stored)
    return true
  }

  numDataIds(): number {
    return this.#count
  }

  memory(): { unreliable: boolean; reasons: string[] } {
    return { unreliable: true, reasons: ['what ONNX Runtime holds is not counted'] }
  }

  floatPrecision(): 32 {
    return 32
  }

  epsilon(): number {
    return SMALLEST
  }

  timerAvailable(): boolean {
    return false
  }

  async time(query: () => void): Promise<{ kernelMs: number }> {
    query()
    return { kernelMs: Number.NaN }
  }

  dispose(): void {
    this.#recording = new Recording()
  }

  stored(dataId: DataId): Stored {
    const stored = this.#data.get(dataId) ?? this.#brought(dataId)
    if (!stored) throw new Error('the tensor is not of the ONNX backend')
    return stored
  }

  /** What was made on the backend before this one is brought here when it is used. */
  #brought(dataId: DataId): Stored | undefined {
    const own = this as unknown as tf.KernelBackend
    const maker = engine().state.tensorInfo.get(dataId)?.backend
    if (maker === undefined || maker === own) return undefined
    engine().moveData(own, dataId)
    return this.#data.get(dataId)
  }

  /** The same values under another shape. */
  share({ dataId, dtype }: tf.TensorInfo, shape: number[]): tf.TensorInfo {
    this.incRef(dataId)
    return { dataId, shape, dtype }
  }

  /** Notes the call of a kernel. */
  record(
    name: string,
    kernel: OnnxKernel,
    inputs: Readonly<Record<string, tf.TensorInfo | undefined>>,
    attrs: tf.NamedAttrMap,
  ): tf.TensorInfo[] {
    const seen = Object.entries(inputs).flatMap(([key, tensor]) =>
      tensor ? [[key, { stored: this.stored(tensor.dataId), shape: tensor.shape }] as const] : [],
    )
    return this.#recording.add(name, kernel, Object.fromEntries(seen), attrs).map((stored) => ({
      dataId: this.#keep(stored),
      shape: [...stored.shape],
      dtype: stored.dtype,
    }))
  }

  /**
   * Notes what `step` calls, without running it.
   * @returns no capture where the step reads a tensor: it has run then.
   */
  capture<T>(step: () => T): { capture: Capture | undefined; result: T } {
    this.flush()
    const capture: Capture = { recording: this.#recording, written: new Map() }
    this.#capture = capture
    try {
      const result = step()
      if (!this.#capture) return { capture: undefined, result }
      this.#recording = new Recording()
      return { capture, result }
    } finally {
      this.#capture = undefined
    }
  }

  /** Goes on with what was captured, as with anything that was noted. */
  resume({ recording }: Capture): void {
    this.flush()
    this.#recording = recording
  }

  /** Runs what was noted. @throws RunError where the engine refuses. */
  flush(): void {
    const recording = this.#recording
    if (recording.calls.length === 0) return
    this.#recording = new Recording()
    const wanted = recording.results.filter(({ dead }) => !dead)
    for (const stored of wanted) {
      stored.values = this.#pool.take(stored.dtype, sizeOf(stored.shape))
      stored.pooled = true
    }
    try {
      if (wanted.length > 0) this.guarded(() => this.#plans.run(recording, wanted))
    } catch (error) {
      for (const stored of wanted) stored.values = undefined
      throw error
    } finally {
      recording.close()
      for (const stored of recording.leaves) if (stored.dead) this.#free(stored)
    }
  }

  /** Calls the engine. @throws RunError where it refuses. */
  guarded<T>(call: () => T): T {
    try {
      return call()
    } catch (error) {
      throw engineError(error)
    }
  }

  /** An array for values of that type; what is in it is not cleared. */
  take({ dtype, shape }: TensorType): TensorValues {
    return this.#pool.take(dtype, sizeOf(shape))
  }

  /** A tensor of stored values. */
  tensor(stored: Stored): tf.Tensor {
    const info = { dataId: this.#keep(stored), shape: [...stored.shape], dtype: stored.dtype }
    return engine().makeTensorFromTensorInfo(info, this as unknown as tf.KernelBackend)
  }

  #keep(stored: Stored): DataId {
    const dataId = {}
    this.#data.set(dataId, stored)
    this.#count++
    return dataId
  }

  #copy(values: tf.backend_util.BackendValues, dtype: DType, size: number): TensorValues {
    if (!values) return new arrayTypes[dtype](size)
    const copy = size > POOLED ? this.#pool.take(dtype, size) : new arrayTypes[dtype](size)
    copy.set(values as TensorValues)
    return copy
  }

  #free(stored: Stored): void {
    if (stored.values && stored.values.length > POOLED) this.#pool.give(stored.dtype, stored.values)
    stored.values = undefined
  }
}

/** What TensorFlow.js's kernels add to denominators in single precision. */
const SMALLEST = 1e-7

/** Smaller arrays are not worth to be kept. */
const POOLED = 64

function typeOf(dtype: tf.DataType): DType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype
  throw new Error(`the ONNX backend has no tensors of type ${dtype}`)
}

/** What the engine says is long, and names its own sources. */
function engineError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const [first = ''] = error.message.split('\n')
  const memory = /allocat/i.test(first)
  const hint = memory ? { hint: 'make the model or dataset.batch_size smaller' } : {}
  return new RunError(`ONNX Runtime: ${first}`, { ...hint, cause: error })
}

import { fileError } from './file-error.js'
import { widen } from './half-floats.js'
import { type Pickled, PickledGlobal, PickledObject, PickledReference, PickledTuple } from './pickle.js'
import type { SafeTensor } from './safetensors.js'
import type { StoredZip } from './stored-zip.js'

/** Types of values by the names of torch's storages: bytes of each, and how they are read. */
const storages: Readonly<Record<string, { size: number; read(bytes: Uint8Array): Omit<SafeTensor, 'shape'> }>> = {
  FloatStorage: { size: 4, read: ({ buffer }) => ({ dtype: 'float32', data: new Float32Array(buffer) }) },
  DoubleStorage: { size: 8, read: ({ buffer }) => ({ dtype: 'float64', data: new Float64Array(buffer) }) },
  HalfStorage: { size: 2, read: ({ buffer }) => ({ dtype: 'float32', data: widen(new Uint16Array(buffer), 'F16') }) },
  BFloat16Storage: {
    size: 2,
    read: ({ buffer }) => ({ dtype: 'float32', data: widen(new Uint16Array(buffer), 'BF16') }),
  },
  IntStorage: { size: 4, read: ({ buffer }) => ({ dtype: 'int32', data: new Int32Array(buffer) }) },
  LongStorage: { size: 8, read: ({ buffer }) => ({ dtype: 'int64', data: new BigInt64Array(buffer) }) },
  ByteStorage: { size: 1, read: (bytes) => ({ dtype: 'uint8', data: bytes }) },
  BoolStorage: { size: 1, read: (bytes) => ({ dtype: 'uint8', data: bytes }) },
}

/** The functions that make tensors of what is stored. */
const TENSOR = 'torch._utils._rebuild_tensor_v2'
const PARAMETER = 'torch._utils._rebuild_parameter'

/** The most axes of a tensor. */
const mostAxes = 32

/** Reads the tensors that a pickle describes from the archive that holds their values. */
export class TorchTensors {
  readonly #stored = new Map<string, Omit<SafeTensor, 'shape'>>()
  readonly #read = new Map<PickledObject, SafeTensor>()
  /** Bytes that may still be copied: a small file is not to fill the memory. */
  #budget: number

  /** @param folder of the archive in which `data/…` lies, with its slash */
  constructor(
    private readonly zip: StoredZip,
    private readonly folder: string,
    private readonly file: string,
    size: number,
  ) {
    this.#budget = 4 * size
  }

  /** The tensor that a value describes, undefined where it describes none. @throws ConfigError where it is not sound */
  read(value: Pickled | undefined): SafeTensor | undefined {
    let described = value
    // A loop, since a damaged file may nest them without end.
    while (described instanceof PickledObject && described.of.name === PARAMETER) described = described.args[0]
    if (!(described instanceof PickledObject) || described.of.name !== TENSOR) return undefined
    const known = this.#read.get(described)
    if (known) return known
    const tensor = this.#tensor(described)
    this.#read.set(described, tensor)
    return tensor
  }

  #fault(message: string, more: { hint?: string } = {}) {
    return fileError(this.file, message, more)
  }

  #spend(bytes: number): void {
    this.#budget -= bytes
    if (this.#budget < 0) throw this.#fault('its tensors would be larger than the file by far, which is not read')
  }

  #tensor({ args: [storage, offset, size, stride, , , marks] }: PickledObject): SafeTensor {
    // `neg` and `conj`: the values are others than those that are stored
    if (marks !== undefined && marks !== null && !(marks instanceof Map && marks.size === 0)) {
      throw this.#fault("a tensor in it is torch's negated or conjugated view of other values, which is not read", {
        hint: 'save tensor.resolve_neg().resolve_conj() in its place',
      })
    }
    const stored = this.#storage(storage)
    const [shape, steps] = [counts(size), counts(stride)]
    if (!shape || !steps || shape.length !== steps.length || shape.length > mostAxes || !isCount(offset)) {
      throw this.#fault('a tensor in it has no sound shape')
    }
    const count = shape.reduce((product, side) => product * side, 1)
    const last = shape.reduce((at, side, axis) => at + (side - 1) * (steps[axis] as number), offset)
    const { data } = stored
    if (count > data.length || (count > 0 && last >= data.length))
      throw this.#fault('a tensor in it reaches beyond its values')
    if (isContiguous(shape, steps)) return { dtype: stored.dtype, shape, data: data.subarray(offset, offset + count) }
    this.#spend(count * data.BYTES_PER_ELEMENT)
    return { dtype: stored.dtype, shape, data: gather(data, { shape, steps, offset, count }) }
  }

  #storage(value: Pickled | undefined): Omit<SafeTensor, 'shape'> {
    const id = value instanceof PickledReference ? value.id : undefined
    const [kind, type, key, , count] = id instanceof PickledTuple ? id.items : []
    if (kind !== 'storage' || !(type instanceof PickledGlobal) || typeof key !== 'string' || !isCount(count)) {
      throw this.#fault('a tensor in it has no values of its own')
    }
    const known = this.#stored.get(key)
    if (known) return known
    const name = type.name.replace(/^torch\./, '')
    const format = Object.hasOwn(storages, name) ? storages[name] : undefined
    if (!format) throw this.#fault(`holds a ${type.name}, which is not read: ${Object.keys(storages).join(', ')} are`)
    const path = `${this.folder}data/${key}`
    const bytes = this.zip.read(path)
    if (!bytes) throw this.#fault(`lacks '${path}', the values of a tensor`)
    if (bytes.length !== count * format.size) {
      throw this.#fault(`'${path}' holds ${bytes.length} bytes, but ${count * format.size} are told`)
    }
    this.#spend(bytes.length)
    const stored = format.read(new Uint8Array(bytes))
    this.#stored.set(key, stored)
    return stored
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** A tuple of lengths; torch.Size is one, too. */
function counts(value: Pickled | undefined): readonly number[] | undefined {
  const tuple = value instanceof PickledObject && value.of.name === 'torch.Size' ? value.args[0] : value
  return tuple instanceof PickledTuple && tuple.items.every(isCount) ? (tuple.items as readonly number[]) : undefined
}

/** Whether the values lie one after the other, the last axis fastest. */
function isContiguous(shape: readonly number[], steps: readonly number[]): boolean {
  let expected = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && steps[axis] !== expected) return false
    expected *= shape[axis] as number
  }
  return true
}

function gather(
  data: SafeTensor['data'],
  {
    shape,
    steps,
    offset,
    count,
  }: { shape: readonly number[]; steps: readonly number[]; offset: number; count: number },
): SafeTensor['data'] {
  const out = data.slice(0, count)
  const index = shape.map(() => 0)
  let from = offset
  for (let to = 0; to < count; to++) {
    out[to] = data[from] as never
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1
      from += steps[axis] as number
      if (index[axis] !== shape[axis]) break
      from -= (steps[axis] as number) * (shape[axis] as number)
      index[axis] = 0
    }
  }
  return out
}

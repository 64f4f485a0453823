import type * as tf from '@tensorflow/tfjs-core'
import { type Binding, type NativeBackend, type OpAttribute, type TensorValues, withCalls } from './binding.js'
import { type Attribute, types } from './graph.js'

/** An operation that a step gave to TensorFlow. Tensors are known by their ids, none of which is given twice. */
export interface RecordedOp {
  name: string
  attributes: readonly OpAttribute[]
  inputs: readonly number[]
  outputs: readonly number[]
}

/** A tensor of an array. */
export interface MadeTensor {
  type: number
  shape: readonly number[]
  /** The array that JavaScript gave. */
  array: TensorValues
  /** What was in it then. */
  values: TensorValues
  /** Whether it was given before the step. */
  before: boolean
}

/** What a step gives to TensorFlow, in its order: all of it happens as ever, and is noted. */
export class Recording {
  readonly ops: RecordedOp[] = []
  readonly made = new Map<number, MadeTensor>()
  /** What the operations gave, as long as it is there. */
  readonly alive = new Set<number>()
  /** Of what they gave. */
  readonly shapes = new Map<number, readonly number[]>()
  /** TensorFlow's numbers of their types. */
  readonly types = new Map<number, number>()
  /** Whether JavaScript saw values, on which what it did from then on may depend. */
  looked = false
  readonly #written = new Set<unknown>()

  constructor(private readonly backend: NativeBackend) {}

  during<T>(step: () => T): T {
    const { backend } = this
    const { binding } = backend
    backend.binding = this.#around(binding)
    const write = backend.write
    backend.write = (values, ...rest) => {
      this.#written.add(values)
      return write.call(backend, values, ...rest)
    }
    try {
      return step()
    } finally {
      backend.binding = binding
      // the class has it
      delete (backend as Partial<NativeBackend>).write
    }
  }

  #around(binding: Binding): Binding {
    return withCalls(binding, {
      executeOp: (name, attributes, inputs, count) => {
        const outputs = binding.executeOp(name, attributes, inputs, count)
        const ids = outputs.map(({ id }) => id)
        this.ops.push({ name, attributes: [...attributes], inputs: [...inputs], outputs: ids })
        for (const { id, shape, dtype } of outputs) {
          this.alive.add(id)
          this.shapes.set(id, shape)
          this.types.set(id, dtype)
        }
        return outputs
      },
      createTensor: (shape, type, array) => {
        const id = binding.createTensor(shape, type, array)
        // these have no array that a tensor of TensorFlow.js was made of
        const before = type !== types.int64 && !this.#written.has(array)
        this.made.set(id, { type, shape: [...shape], array, values: array.slice(), before })
        return id
      },
      deleteTensor: (id) => {
        this.alive.delete(id)
        binding.deleteTensor(id)
      },
      tensorDataSync: (id) => {
        this.looked = true
        return binding.tensorDataSync(id)
      },
    })
  }
}

/** An attribute as graphs have it. */
export function graphAttribute({ type, value }: OpAttribute, binding: Binding): Attribute {
  const list = Array.isArray(value)
  switch (type) {
    case binding.TF_ATTR_TYPE:
      return list ? { types: value as number[] } : { type: value as number }
    case binding.TF_ATTR_INT:
      return list ? { ints: value as number[] } : { int: value as number }
    case binding.TF_ATTR_FLOAT:
      return list ? { floats: value as number[] } : { float: value as number }
    case binding.TF_ATTR_BOOL:
      return { flag: value as boolean }
    case binding.TF_ATTR_SHAPE:
      return { shape: value as number[] }
    default:
      return { text: value as string }
  }
}

/** TensorFlow's number of a type. */
export function typeNumber(dtype: tf.DataType): number {
  return types[dtype as keyof typeof types]
}

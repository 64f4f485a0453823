import type { TensorValues } from './binding.js'
import { type Graph, types } from './graph.js'

/** A tensor's numbers. */
export interface Values {
  type: number
  shape: readonly number[]
  values: TensorValues
}

/** An array whose values are given at each run, or several that are given as one. */
export interface Feed {
  /** Of the placeholder. */
  name: string
  type: number
  shape: readonly number[]
  values(): TensorValues
}

/** Arrays of up to so many values are given together: each tensor that is made costs more than to copy these. */
const TOGETHER = 16384

/** The operation that gives scalars. */
const SCALARS = 'scalars'

/** Arrays of one type that are given as one tensor. */
interface Pack {
  type: number
  /** The operation that takes it apart. */
  split: string
  /** For each part, what it is made of: one array, or all scalars. */
  parts: (readonly TensorValues[])[]
}

/** The declared arrays of a step as tensors of its graph, which are read at each run. */
export class FedArrays {
  readonly #feeds: Feed[] = []
  readonly #names = new Map<TensorValues, Map<string, string>>()
  readonly #scalars: TensorValues[] = []
  readonly #packs = new Map<number, Pack>()

  /** @param constant adds one to the graph. @returns its name there */
  constructor(
    private readonly graph: Graph,
    private readonly constant: (values: Values) => string,
  ) {}

  /** One place for each array and shape, however many tensors are made of it. @returns its name in the graph */
  add({ type, shape, array }: { type: number; shape: readonly number[]; array: TensorValues }): string {
    const names = this.#names.get(array) ?? new Map<string, string>()
    this.#names.set(array, names)
    const name = names.get(String(shape)) ?? this.#place(type, shape, array)
    names.set(String(shape), name)
    return name
  }

  /** When all are added. @returns what is to be given */
  close(): readonly Feed[] {
    if (this.#scalars.length > 0) {
      const attributes = { T: { type: types.float32 }, num: { int: this.#scalars.length }, axis: { int: 0 } }
      this.graph.add('Unpack', [this.#part(types.float32, this.#scalars)], attributes, SCALARS)
    }
    for (const pack of this.#packs.values()) this.#feedPack(pack)
    return this.#feeds
  }

  #place(type: number, shape: readonly number[], array: TensorValues): string {
    if (shape.length === 0 && type === types.float32) return `${SCALARS}:${this.#scalars.push(array) - 1}`
    const isPacked = array.length <= TOGETHER && (type === types.float32 || type === types.int32)
    if (!isPacked) return this.#feed({ type, shape, values: () => array })
    const inputs = [this.#part(type, [array]), this.#integers(shape)]
    return `${this.graph.add('Reshape', inputs, { T: { type }, Tshape: { type: types.int32 } })}:0`
  }

  #feed(feed: Omit<Feed, 'name'>): string {
    const name = `${this.graph.placeholder(`feed_${this.#feeds.length}`, feed.type, feed.shape)}:0`
    this.#feeds.push({ name, ...feed })
    return name
  }

  #part(type: number, arrays: readonly TensorValues[]): string {
    const pack = this.#packs.get(type) ?? { type, split: `split_${type}`, parts: [] }
    this.#packs.set(type, pack)
    return `${pack.split}:${pack.parts.push(arrays) - 1}`
  }

  #feedPack({ type, split, parts }: Pack): void {
    const sizes = parts.map((arrays) => arrays.reduce((sum, { length }) => sum + length, 0))
    const total = sizes.reduce((sum, size) => sum + size, 0)
    const packed = type === types.float32 ? new Float32Array(total) : new Int32Array(total)
    const arrays = parts.flat()
    const values = () => {
      let offset = 0
      for (const array of arrays) {
        if (array.length === 1) packed[offset] = array[0] as number
        else packed.set(array, offset)
        offset += array.length
      }
      return packed
    }
    const inputs = [this.#feed({ type, shape: [total], values }), this.#integers(sizes), this.#integers(0)]
    const attributes = { T: { type }, Tlen: { type: types.int32 }, num_split: { int: sizes.length } }
    this.graph.add('SplitV', inputs, attributes, split)
  }

  #integers(values: number | readonly number[]): string {
    const list = Int32Array.from([values].flat())
    return this.constant({ type: types.int32, shape: typeof values === 'number' ? [] : [list.length], values: list })
  }
}

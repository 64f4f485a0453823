import { Message } from '../../util/protobuf.js'
import type { TensorValues } from './binding.js'

/** TensorFlow's numbers of types. */
export const types = { float32: 1, int32: 3, int64: 9, bool: 10 } as const

/** A value of an attribute, by its kind. */
export type Attribute =
  | { type: number }
  | { int: number }
  | { float: number }
  | { flag: boolean }
  | { text: string }
  | { ints: readonly number[] }
  | { floats: readonly number[] }
  | { types: readonly number[] }
  | { shape: readonly number[] }
  | { tensor: { type: number; shape: readonly number[]; values: TensorValues } }

export type Attributes = Readonly<Record<string, Attribute>>

interface Node {
  name: string
  op: string
  /** Names of outputs, `MatMul_3:1`; of nodes that come before without giving anything, `^Const_2`. */
  inputs: readonly string[]
  attributes: Attributes
}

/** The TensorFlow that wrote the graph: of its version is what operations mean. */
const PRODUCER = 1882

/** Builds a TensorFlow graph, node after node. */
export class Graph {
  readonly #nodes: Node[] = []

  /** @returns the node's name, which is that of its first output */
  add(op: string, inputs: readonly string[], attributes: Attributes, name = `${op}_${this.#nodes.length}`): string {
    this.#nodes.push({ name, op, inputs, attributes })
    return name
  }

  placeholder(name: string, type: number, shape: readonly number[]): string {
    return this.add('Placeholder', [], { dtype: { type }, shape: { shape } }, name)
  }

  /** The same for graphs that compute the same. */
  get signature(): string {
    return this.#nodes
      .map(({ name, op, inputs, attributes }) => {
        const texts = Object.entries(attributes).map(([key, attribute]) => `${key}=${textOf(attribute)}`)
        return [name, op, ...inputs, ...texts].join(' ')
      })
      .join('\n')
  }

  /** A SavedModel of this graph, tagged `serve`: the form in which the binding takes graphs. */
  encode(): Uint8Array {
    const graph = new Message()
    for (const node of this.#nodes) graph.bytes(1, encodeNode(node))
    graph.bytes(4, new Message().int(1, PRODUCER))
    const tags = new Message().bytes(4, 'serve')
    return new Message().int(1, 1).bytes(2, new Message().bytes(1, tags).bytes(2, graph)).encode()
  }
}

/** Exact, also for −0 and NaN. */
function textOf(attribute: Attribute): string {
  if ('floats' in attribute) return bitsOf(Float32Array.from(attribute.floats))
  if (!('tensor' in attribute)) return JSON.stringify(attribute)
  const { type, shape, values } = attribute.tensor
  return `${type}[${shape}] ${bitsOf(values)}`
}

export function bitsOf({ buffer, byteOffset, byteLength }: TensorValues): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1')
}

/** Numbers of the fields are those of node_def.proto. */
function encodeNode({ name, op, inputs, attributes }: Node): Message {
  const message = new Message().bytes(1, name).bytes(2, op)
  for (const input of inputs) message.bytes(3, input)
  for (const [key, attribute] of Object.entries(attributes)) {
    message.bytes(5, new Message().bytes(1, key).bytes(2, encodeAttribute(attribute)))
  }
  return message
}

/** Those of attr_value.proto. */
function encodeAttribute(attribute: Attribute): Message {
  const message = new Message()
  if ('type' in attribute) return message.int(6, attribute.type)
  if ('int' in attribute) return message.int(3, attribute.int)
  if ('float' in attribute) return message.float(4, attribute.float)
  if ('flag' in attribute) return message.int(5, attribute.flag ? 1 : 0)
  if ('text' in attribute) return message.bytes(2, attribute.text)
  if ('shape' in attribute) return message.bytes(7, encodeShape(attribute.shape))
  if ('tensor' in attribute) {
    const { type, shape, values } = attribute.tensor
    return message.bytes(8, new Message().int(1, type).bytes(2, encodeShape(shape)).bytes(4, values))
  }
  const list = new Message()
  if ('ints' in attribute) for (const int of attribute.ints) list.int(3, int)
  if ('floats' in attribute) for (const float of attribute.floats) list.float(4, float)
  if ('types' in attribute) for (const type of attribute.types) list.int(6, type)
  return message.bytes(1, list)
}

function encodeShape(shape: readonly number[]): Message {
  const message = new Message()
  for (const size of shape) message.bytes(2, new Message().int(1, size))
  return message
}

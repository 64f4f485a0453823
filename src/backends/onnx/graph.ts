import { Message } from '../../util/protobuf.js'

/** Types of tensors in a graph, with ONNX's numbers for them. */
const types = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 } as const

export type ElementType = keyof typeof types

/** ONNX's number of a type, as the attribute `to` of Cast takes it. */
export function typeNumber(type: ElementType): number {
  return types[type]
}

/** A float attribute: plain numbers are integers. */
export class Float {
  constructor(readonly value: number) {}
}

/** A list of floats. */
export class Floats {
  constructor(readonly values: readonly number[]) {}
}

export type Attribute = number | string | Float | Floats | readonly number[]

/** Name of a value in a graph. */
export type Value = string

/** What the engine itself has beside ONNX's operators. */
export type Domain = '' | 'com.microsoft' | 'com.microsoft.nchwc'

type ConstantData = Float32Array | Int32Array | BigInt64Array | Uint8Array

interface Node {
  op: string
  inputs: readonly Value[]
  outputs: readonly Value[]
  attributes: Readonly<Record<string, Attribute>>
  domain: Domain
}

/** Of ONNX itself, and of the engine's own domains. */
const versions: readonly (readonly [Domain, number])[] = [
  ['', 18],
  ['com.microsoft', 1],
  ['com.microsoft.nchwc', 1],
]

const FORMAT_VERSION = 9

/** Of each graph's first output: a sequence of nothing. */
export const sequenceName = 'sequence'

/** Constants up to so many elements are written once, however often they are asked for. */
const SHARED_CONSTANT = 4096

/** Builds an ONNX model: values by name, node after node. */
export class Graph {
  readonly #nodes: Node[] = []
  readonly #initializers = new Map<Value, Message>()
  readonly #inputs: Message[] = []
  readonly #outputs = new Map<Value, Message>()
  readonly #shared = new Map<string, Value>()
  /** Nodes' results, by all that they are made of: what is asked for again is computed once. */
  readonly #same = new Map<string, Value[]>()
  readonly #computed = new Set<Value>()
  /** Names of results that are outputs. */
  readonly #renamed = new Map<Value, Value>()
  #count = 0

  /** Declares a value that is fed. */
  input(name: string, shape: readonly number[], type: ElementType): Value {
    this.#inputs.push(valueInfo(name, type, shape))
    return name
  }

  /** Gives a value out under a name of its own: that of the node's result, where it has no such name yet. */
  output(value: Value, name: string, shape: readonly number[], type: ElementType): void {
    if (this.#computed.has(value) && !this.#renamed.has(value)) this.#renamed.set(value, name)
    else this.#push({ op: 'Identity', inputs: [value], outputs: [name], attributes: {}, domain: '' })
    this.#outputs.set(name, valueInfo(name, type, shape))
  }

  constant(data: ConstantData, shape: readonly number[] = [data.length]): Value {
    const key = data.length <= SHARED_CONSTANT ? `${data.constructor.name} ${shape} ${bitsOf(data)}` : undefined
    const known = key && this.#shared.get(key)
    if (known) return known
    const name = `c${this.#count++}`
    this.#initializers.set(name, tensor(name, shape, data))
    if (key) this.#shared.set(key, name)
    return name
  }

  scalar(value: number, type: ElementType = 'float32'): Value {
    if (type === 'int32') return this.constant(Int32Array.of(value), [])
    if (type === 'bool') return this.constant(Uint8Array.of(value), [])
    return this.constant(Float32Array.of(value), [])
  }

  /** A list of integers: shapes, axes. */
  ints(values: readonly number[]): Value {
    return this.constant(BigInt64Array.from(values, BigInt))
  }

  /** A node with one result; inputs that are '' are left out. */
  add(
    op: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain: Domain = '',
  ): Value {
    return this.addSeveral(op, inputs, attributes, 1, domain)[0] as Value
  }

  addSeveral(
    op: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>>,
    results: number,
    domain: Domain = '',
  ): Value[] {
    const key = JSON.stringify([domain, op, inputs, attributes, results])
    const known = this.#same.get(key)
    if (known) return known
    const outputs = Array.from({ length: results }, () => `t${this.#count++}`)
    this.#push({ op, inputs, outputs, attributes, domain })
    this.#same.set(key, outputs)
    return outputs
  }

  #push(node: Node): void {
    this.#nodes.push(node)
    for (const output of node.outputs) this.#computed.add(output)
  }

  /**
   * The nodes on which an output depends: the engine would run the others too.
   * @param wanted the outputs; what they depend on is added.
   */
  #needed(wanted: Set<Value>): Node[] {
    const needed: Node[] = []
    for (const node of [...this.#nodes].reverse()) {
      if (!node.outputs.some((output) => wanted.has(output))) continue
      needed.push(node)
      for (const input of node.inputs) wanted.add(input)
    }
    return needed.reverse()
  }

  /** The model's bytes. */
  encode(): Uint8Array {
    const graph = new Message()
    const wanted = new Set<Value>([...this.#outputs.keys(), ...this.#renamed.keys()])
    const named = (value: Value) => this.#renamed.get(value) ?? value
    for (const { inputs, outputs, ...node } of this.#needed(wanted)) {
      graph.bytes(1, encodeNode({ ...node, inputs: inputs.map(named), outputs: outputs.map(named) }))
    }
    graph.bytes(1, encodeNode({ op: 'SequenceEmpty', inputs: [], outputs: [sequenceName], attributes: {}, domain: '' }))
    graph.bytes(2, 'polyhead')
    for (const [name, initializer] of this.#initializers) if (wanted.has(name)) graph.bytes(5, initializer)
    for (const input of this.#inputs) graph.bytes(11, input)
    graph.bytes(12, sequenceInfo)
    for (const output of this.#outputs.values()) graph.bytes(12, output)
    const model = new Message().int(1, FORMAT_VERSION).bytes(7, graph)
    for (const [domain, version] of versions) model.bytes(8, new Message().bytes(1, domain).int(2, version))
    return model.encode()
  }
}

/** Exact, also for −0 and NaN. */
function bitsOf(data: ConstantData): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1')
}

function tensor(name: string, shape: readonly number[], data: ConstantData): Message {
  const message = new Message()
  for (const size of shape) message.int(1, size)
  return message
    .int(2, typeNumber(typeOf(data)))
    .bytes(8, name)
    .bytes(9, data)
}

function typeOf(data: ConstantData): ElementType {
  if (data instanceof Float32Array) return 'float32'
  if (data instanceof Int32Array) return 'int32'
  return data instanceof BigInt64Array ? 'int64' : 'bool'
}

function valueInfo(name: string, type: ElementType, shape: readonly number[]): Message {
  const dimensions = new Message()
  for (const size of shape) dimensions.bytes(1, new Message().int(1, size))
  const tensorType = new Message().int(1, typeNumber(type)).bytes(2, dimensions)
  return new Message().bytes(1, name).bytes(2, new Message().bytes(1, tensorType))
}

/** Of numbers in single precision. */
const sequenceInfo = new Message()
  .bytes(1, sequenceName)
  .bytes(2, new Message().bytes(4, new Message().bytes(1, new Message().bytes(1, new Message().int(1, types.float32)))))

function encodeNode({ op, inputs, outputs, attributes, domain }: Node): Message {
  const message = new Message()
  for (const input of inputs) message.bytes(1, input)
  for (const output of outputs) message.bytes(2, output)
  message.bytes(3, `${op}_${outputs[0]}`).bytes(4, op)
  for (const [name, value] of Object.entries(attributes)) message.bytes(5, encodeAttribute(name, value))
  return domain ? message.bytes(7, domain) : message
}

/** Numbers of the fields and kinds are those of onnx.proto. */
function encodeAttribute(name: string, value: Attribute): Message {
  const message = new Message().bytes(1, name)
  if (typeof value === 'number') return message.int(3, value).int(20, 2)
  if (typeof value === 'string') return message.bytes(4, value).int(20, 3)
  if (value instanceof Float) return message.float(2, value.value).int(20, 1)
  if (value instanceof Floats) {
    for (const item of value.values) message.float(7, item)
    return message.int(20, 6)
  }
  for (const item of value) message.int(8, item)
  return message.int(20, 7)
}

/** 1 where x, which is not negative, is positive or no number, else 0. */
export function positive(graph: Graph, x: Value): Value {
  const isPositive = graph.add('Cast', [x], { to: types.bool })
  return graph.add('Cast', [isPositive], { to: types.float32 })
}

import {
  ADD_I32,
  advance,
  again,
  END,
  exported,
  F32,
  FUNCTION,
  get,
  I32,
  LOOP,
  NOTHING,
  ownMemory,
  set,
  sized,
  unsigned,
  V128,
  vector,
  wasmModule,
} from '../../util/wasm-binary.js'
import { range } from '../shapes.js'

/** What an instruction takes: a tensor's element, a number for all elements, or what another instruction gave. */
export type Operand = { tensor: number } | { scalar: number } | { constant: number } | { result: number }

/** Of one element after the other, by the names of TensorFlow.js's kernels. */
export interface Instruction {
  name: string
  operands: readonly Operand[]
}

/** An update, element by element. */
export interface UpdateProgram {
  /** Tensors, of which it reads some and writes some. */
  tensors: number
  scalars: number
  instructions: readonly Instruction[]
  /** Tensors to be written, with the instructions that give their elements. */
  stores: readonly { tensor: number; result: number }[]
}

const [LOAD, STORE, CONSTANT, SPLAT] = [vector(0x00), vector(0x0b), vector(0x0c), vector(0x13)]
/** Alignment, as a power of two, and offset of an access. */
const PLACE = [4, 0]

/** Elements that are computed at once. */
export const LANES = 4

const operations: Readonly<Record<string, number>> = {
  Abs: 0xe0,
  Neg: 0xe1,
  Sqrt: 0xe3,
  Add: 0xe4,
  Sub: 0xe5,
  Multiply: 0xe6,
  Square: 0xe6,
  RealDiv: 0xe7,
  Minimum: 0xe8,
  Maximum: 0xe9,
}

export function isInstruction(name: string): boolean {
  return name in operations
}

/**
 * Writes an update as WebAssembly: one pass over all tensors, `update` of the memory `own.memory`, which takes the
 * tensors' addresses, the bytes of each, and the scalars. Bytes are a multiple of those of `LANES` elements.
 */
export function writeUpdate({ tensors, scalars, instructions, stores }: UpdateProgram): Uint8Array {
  const bytes = tensors
  const firstScalar = bytes + 1
  const offset = firstScalar + scalars
  const constants = [...new Set(instructions.flatMap(({ operands }) => operands.flatMap(constantOf)))]
  // vectors, in this order: scalars, constants, elements, results
  const ofScalar = (i: number) => offset + 1 + i
  const ofConstant = (i: number) => ofScalar(scalars) + i
  const ofTensor = (i: number) => ofConstant(constants.length) + i
  const ofResult = (i: number) => ofTensor(tensors) + i
  const local = (operand: Operand) => {
    if ('tensor' in operand) return ofTensor(operand.tensor)
    if ('scalar' in operand) return ofScalar(operand.scalar)
    return 'constant' in operand ? ofConstant(constants.indexOf(operand.constant)) : ofResult(operand.result)
  }
  const address = (tensor: number) => [...get(tensor), ...get(offset), ADD_I32]
  const read = new Set(
    instructions.flatMap(({ operands }) => operands.flatMap((one) => ('tensor' in one ? one.tensor : []))),
  )
  const code = [
    ...range(scalars).flatMap((i) => [...get(firstScalar + i), ...SPLAT, ...set(ofScalar(i))]),
    ...constants.flatMap((value, i) => [...CONSTANT, ...repeated(value), ...set(ofConstant(i))]),
    ...[LOOP, NOTHING],
    ...[...read].flatMap((tensor) => [...address(tensor), ...LOAD, ...PLACE, ...set(ofTensor(tensor))]),
    ...instructions.flatMap(({ name, operands }, i) => {
      const taken = name === 'Square' ? [operands[0], operands[0]] : operands
      const pushed = taken.flatMap((operand) => get(local(operand as Operand)))
      return [...pushed, ...vector(operations[name] as number), ...set(ofResult(i))]
    }),
    ...stores.flatMap(({ tensor, result }) => [...address(tensor), ...get(ofResult(result)), ...STORE, ...PLACE]),
    ...[...advance(offset, 4 * LANES), ...again(offset, bytes), END],
  ]
  const vectors = scalars + constants.length + tensors + instructions.length
  const locals = [2, 1, I32, ...unsigned(vectors), V128]
  const parameters = [...new Array<number>(tensors + 1).fill(I32), ...new Array<number>(scalars).fill(F32)]
  return wasmModule([
    [1, [1, FUNCTION, ...unsigned(parameters.length), ...parameters, 0]],
    ownMemory,
    [3, [1, 0]],
    [7, [1, ...exported('update', 0, 0)]],
    [10, [1, ...sized([...locals, ...code])]],
  ])
}

function constantOf(operand: Operand): number[] {
  return 'constant' in operand ? [operand.constant] : []
}

function repeated(value: number): number[] {
  return [...new Uint8Array(new Float32Array(LANES).fill(value).buffer)]
}

import type { TensorInfo, Variable } from '@tensorflow/tfjs-core'
import { repeats, type Shape, sizeOf } from '../shapes.js'
import { types } from './graph.js'
import { type RecordedOp, type Recording, typeNumber } from './recording.js'

/** What an instruction takes, and what it does, by the numbers that `PolyheadUpdate` has for them. */
const kinds = { tensor: 0, columns: 1, scalar: 2, constant: 3, result: 4 } as const
const operations: Readonly<Record<string, number>> = {
  Add: 0,
  AddV2: 0,
  BiasAdd: 0,
  Sub: 1,
  Mul: 2,
  Square: 2,
  RealDiv: 3,
  Maximum: 4,
  Minimum: 5,
  Sqrt: 6,
  Neg: 7,
  Abs: 8,
}

/** A step that changes variables. Tensors are known by their ids. */
export interface ChangingStep {
  recording: Recording
  /** The variables' values before it. */
  variables: ReadonlyMap<number, Variable>
  /** Variables with their new values. */
  changes: readonly { variable: Variable; id: number }[]
  /** Operations on which an output or a change depends. */
  ops: readonly RecordedOp[]
  outputs: ReadonlySet<number>
  /** Tensors that it is given. */
  given(id: number): TensorInfo | undefined
  /** Numbers that are the same in every step; undefined for others. */
  constant(id: number): number | undefined
}

/** Operations, element by element, that lead to new values of variables of one size: all of them in one pass. */
export interface Update {
  ops: readonly RecordedOp[]
  /** Variables that change: its first tensors. */
  variables: readonly Variable[]
  /** Ids of its other tensors, of vectors that are repeated along the leading axes, and of numbers. */
  tensors: readonly number[]
  columns: readonly number[]
  scalars: readonly number[]
  /** Of each instruction its operation, and kind and index of its two operands. */
  code: readonly number[]
  /** Of each variable its index, and the instruction that gives its new value. */
  stores: readonly number[]
  constants: readonly number[]
}

/** All updates of a step that can be done in one pass. */
export function findUpdates(step: ChangingStep): Update[] {
  return connected(updatingOps(step)).flatMap((ops) => updateOf(ops, step) ?? [])
}

/** Operations whose results go into new values of variables, and nowhere else. */
function updatingOps({ ops, outputs, changes, recording }: ChangingStep): RecordedOp[] {
  const news = new Set(changes.map(({ id }) => id))
  const users = new Map<number, RecordedOp[]>()
  for (const op of ops) for (const id of new Set(op.inputs)) users.set(id, [...(users.get(id) ?? []), op])
  const found = new Set<RecordedOp>()
  for (const op of ops.toReversed()) {
    const id = resultOf(op)
    if (!(op.name in operations) || outputs.has(id) || recording.types.get(id) !== types.float32) continue
    const size = sizeOf(recording.shapes.get(id) as Shape)
    const own = users.get(id) ?? []
    const inside = own.every(
      (user) => found.has(user) && sizeOf(recording.shapes.get(resultOf(user)) as Shape) === size,
    )
    if (inside && (own.length > 0 || news.has(id))) found.add(op)
  }
  return ops.filter((op) => found.has(op))
}

/** Operations that take each other's results, each group in the order of the step. */
function connected(ops: readonly RecordedOp[]): RecordedOp[][] {
  const groups = new Map<number, RecordedOp[]>()
  for (const op of ops) {
    const before = [...new Set(op.inputs.map((id) => groups.get(id) ?? []))].flat()
    const all = ops.filter((each) => each === op || before.includes(each))
    for (const each of all) groups.set(resultOf(each), all)
  }
  return [...new Set(groups.values())]
}

function updateOf(ops: readonly RecordedOp[], step: ChangingStep): Update | undefined {
  const { recording, changes } = step
  const whole = recording.shapes.get(resultOf(ops[0] as RecordedOp)) as Shape
  const places = new Map(ops.map((op, place) => [resultOf(op), place]))
  const changed = changes.filter(({ id }) => places.has(id))
  const variables = changed.map(({ variable }) => variable)
  const [tensors, columns, scalars, constants]: number[][] = [[], [], [], []]
  const operand = (id: number): readonly number[] | undefined => {
    const place = places.get(id)
    if (place !== undefined) return [kinds.result, place]
    const variable = step.variables.get(id)
    if (variable && variables.includes(variable)) return [kinds.tensor, variables.indexOf(variable)]
    const made = recording.made.get(id)
    const before = variable ?? step.given(id)
    const shape = before?.shape ?? recording.shapes.get(id) ?? made?.shape
    const type = before ? typeNumber(before.dtype) : (recording.types.get(id) ?? made?.type)
    if (!shape || type !== types.float32) return undefined
    const size = sizeOf(shape)
    if (size === sizeOf(whole)) return [kinds.tensor, variables.length + placeOf(tensors as number[], id)]
    const number = size === 1 ? step.constant(id) : undefined
    if (number !== undefined) return [kinds.constant, placeOf(constants as number[], number)]
    if (size === 1) return [kinds.scalar, placeOf(scalars as number[], id)]
    return repeats(shape, whole) ? [kinds.columns, placeOf(columns as number[], id)] : undefined
  }
  const code: number[] = []
  for (const { name, inputs } of ops) {
    const taken = inputs.map(operand)
    if (taken.includes(undefined)) return undefined
    // of one operand both places have it: a square is a product
    const [first, second = first] = taken as (readonly number[])[]
    code.push(operations[name] as number, ...(first as readonly number[]), ...(second as readonly number[]))
  }
  const stores = changed.flatMap(({ id }, i) => [i, places.get(id) as number])
  return { ops, variables, tensors, columns, scalars, code, stores, constants } as Update
}

function resultOf({ outputs }: RecordedOp): number {
  return outputs[0] as number
}

/** Where it is in the list, to which it is added. −0 is another number than 0. */
function placeOf(list: number[], value: number): number {
  const known = list.findIndex((each) => Object.is(each, value))
  return known < 0 ? list.push(value) - 1 : known
}

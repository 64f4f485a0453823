import { repeats, type Shape, sizeOf } from '../shapes.js'
import { elementwiseKernels } from './elementwise.js'
import type { TensorValues } from './engine.js'
import type { Call, Ref, TensorType } from './kernel.js'
import { neededCalls } from './needed-calls.js'
import { attributesText } from './recording.js'

/** A step with the variables that it changes. */
export interface ChangingStep {
  calls: readonly Call[]
  leaves: readonly TensorType[]
  constants: ReadonlyMap<number, TensorValues>
  /** Results that are the new values of variables. */
  changes: readonly number[]
  /** Results that go elsewhere. */
  outputs: readonly number[]
}

/** Calls, element by element, that lead from gradients to the new values of variables of one size, and nowhere else. */
export interface Update {
  calls: readonly Call[]
  /** Of the variables. */
  shape: Shape
  /** The same for updates that compute the same of what they take. */
  formula: string
  /** What it takes, in the order in which the formula numbers them. */
  leaves: readonly Ref[]
  gradients: readonly Ref[]
}

/** Updates that take nothing but numbers, gradients, and leaves that are as large or repeated along leading axes. */
export function findUpdates(step: ChangingStep): Update[] {
  return connected(updatingCalls(step)).flatMap((calls) => updateOf(calls, step.constants) ?? [])
}

function updatingCalls({ calls, changes, outputs }: ChangingStep): Call[] {
  const wanted = new Set(changes)
  const given = new Set(outputs)
  const needed = neededCalls(calls, [...changes, ...outputs])
  const users = new Map<number, Call[]>()
  for (const call of needed) {
    for (const { result } of Object.values(call.inputs)) {
      if (result !== undefined) users.set(result, [...(users.get(result) ?? []), call])
    }
  }
  const updating = new Set<Call>()
  for (const call of needed.toReversed()) {
    if (!elementwiseKernels.has(call.name) || given.has(call.first)) continue
    const inside = (user: Call) => updating.has(user) && sizeOf(shapeOf(user)) === sizeOf(shapeOf(call))
    const own = users.get(call.first) ?? []
    if (own.every(inside) && (own.length > 0 || wanted.has(call.first))) updating.add(call)
  }
  return needed.filter((call) => updating.has(call))
}

/** Calls that take each other's results, each group in the order of the calls. */
function connected(calls: readonly Call[]): Call[][] {
  const groups = new Map<number, Call[]>()
  for (const call of calls) {
    const before = new Set(Object.values(call.inputs).flatMap(({ result }) => [groups.get(result ?? -1) ?? []]))
    const all = [...[...before].flat().sort((a, b) => a.first - b.first), call]
    for (const { first } of all) groups.set(first, all)
  }
  return [...new Set(groups.values())]
}

function updateOf(calls: readonly Call[], constants: ReadonlyMap<number, TensorValues>): Update | undefined {
  const shape = shapeOf(calls.at(-1) as Call)
  const places = new Map(calls.map(({ first }, place) => [first, place]))
  const leaves: Ref[] = []
  const gradients: Ref[] = []
  const numberOf = (list: Ref[], ref: Ref) => {
    const known = list.findIndex(({ leaf, result }) => leaf === ref.leaf && result === ref.result)
    return known < 0 ? list.push(ref) - 1 : known
  }
  let known = true
  const text = (ref: Ref, whole: Shape): string => {
    const place = places.get(ref.result ?? -1)
    if (place !== undefined) return `#${place}`
    const single = sizeOf(ref.shape) === 1
    const constant = constants.get(ref.leaf ?? -1)
    if (constant && single) return `${ref.dtype} ${Object.is(constant[0], -0) ? '-0' : constant[0]}`
    const float = ref.dtype === 'float32' && !constant
    if (float && ref.leaf !== undefined && repeats(ref.shape, whole)) return `leaf ${numberOf(leaves, ref)}`
    const gradient = float && ref.result !== undefined && sizeOf(ref.shape) === sizeOf(shape)
    if (gradient) return `gradient ${numberOf(gradients, ref)}`
    if (!single || ref.result === undefined) known = false
    return `result ${ref.result}`
  }
  const formula = calls.map((call) => {
    const inputs = Object.entries(call.inputs).map(([key, ref]) => `${key} ${text(ref, shapeOf(call))}`)
    return [call.name, call.results[0]?.dtype, ...inputs, attributesText(call.attrs)].join(' ')
  })
  return known ? { calls, shape, formula: formula.join('\n'), leaves, gradients } : undefined
}

function shapeOf({ results }: Call): Shape {
  return (results[0] as TensorType).shape
}

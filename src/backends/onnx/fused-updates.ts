import type { Variable } from '@tensorflow/tfjs-core'
import { sizeOf } from '../shapes.js'
import type { Ref } from './kernel.js'
import { isSmall } from './packed-vector.js'
import type { Source, StepPlan } from './step-plan.js'
import { type Instruction, isInstruction, type Operand, type UpdateProgram } from './update-module.js'
import type { Update } from './updates.js'

/** A number that an update takes: of a leaf, or a result. */
export type Scalar = { leaf: number } | { result: number }

/** An update that is computed in one pass over the variables, outside the engine. */
export interface FusedUpdate {
  program: UpdateProgram
  /** Elements of each of its tensors. */
  size: number
  /** Its first tensors. */
  variables: readonly Variable[]
  /** Results that are its next tensors. */
  gradients: readonly number[]
  /** Leaves that are its last ones: arrays that the host fills for each step. */
  givens: readonly number[]
  scalars: readonly Scalar[]
  /** Variables that it changes. */
  changed: readonly Variable[]
}

/**
 * Fuses an update of large variables: the engine would go over all of them once for each operation.
 * @returns undefined where that is not possible, or does not pay
 */
export function fuseUpdate(update: Update, { sources, changes }: StepPlan): FusedUpdate | undefined {
  const size = sizeOf(update.shape)
  const float = update.calls.every(({ results }) => results[0]?.dtype === 'float32')
  if (isSmall({ shape: update.shape, dtype: 'float32' }) || !float) return undefined
  if (!update.calls.every(({ name }) => isInstruction(name))) return undefined
  const news = new Map(changes.map(({ variable, result }) => [result, variable]))
  const changed = update.calls.flatMap(({ first }) => news.get(first) ?? [])
  const variables = [
    ...new Set([...update.leaves.flatMap((leaf) => variableOf(leaf, sources, size) ?? []), ...changed]),
  ]
  const gradients = update.gradients.map(({ result }) => result as number)
  const givens = [
    ...new Set(update.leaves.flatMap(({ leaf }) => (isGiven(leaf, update, sources) ? (leaf as number) : []))),
  ]
  const scalars: Scalar[] = []
  const places = new Map(update.calls.map(({ first }, place) => [first, place]))
  const operand = (ref: Ref): Operand | undefined => {
    const result = places.get(ref.result ?? -1)
    if (result !== undefined) return { result }
    const source = ref.leaf === undefined ? undefined : sources[ref.leaf]
    const variable = variableOf(ref, sources, size)
    if (variable) return { tensor: variables.indexOf(variable) }
    const gradient = gradients.indexOf(ref.result ?? -1)
    if (gradient >= 0) return { tensor: variables.length + gradient }
    const given = givens.indexOf(ref.leaf ?? -1)
    if (given >= 0) return { tensor: variables.length + gradients.length + given }
    if (ref.dtype !== 'float32' || sizeOf(ref.shape) !== 1) return undefined
    if (source?.kind === 'constant') return { constant: source.values[0] as number }
    const known = scalars.findIndex((one) => ('leaf' in one ? one.leaf === ref.leaf : one.result === ref.result))
    const own = ref.leaf === undefined ? { result: ref.result as number } : { leaf: ref.leaf }
    return { scalar: known < 0 ? scalars.push(own) - 1 : known }
  }
  const instructions: Instruction[] = []
  for (const { name, inputs } of update.calls) {
    const operands = Object.values(inputs).map(operand)
    if (operands.includes(undefined)) return undefined
    instructions.push({ name, operands: operands as Operand[] })
  }
  const stores = update.calls.flatMap(({ first }, result) => {
    const variable = news.get(first)
    return variable ? [{ tensor: variables.indexOf(variable), result }] : []
  })
  const tensors = variables.length + gradients.length + givens.length
  const program = { tensors, scalars: scalars.length, instructions, stores }
  return { program, size, variables, gradients, givens, scalars, changed }
}

/** Whether a leaf is an array of the host's, as large as the variables. */
function isGiven(leaf: number | undefined, { leaves, shape }: Update, sources: readonly Source[]): boolean {
  const own = leaves.find((ref) => ref.leaf === leaf)
  return leaf !== undefined && sources[leaf]?.kind === 'array' && sizeOf(own?.shape ?? []) === sizeOf(shape)
}

/** The variable of that size whose value a leaf is. */
function variableOf({ leaf, shape }: Ref, sources: readonly Source[], size: number): Variable | undefined {
  const source = leaf === undefined ? undefined : sources[leaf]
  return source?.kind === 'variable' && sizeOf(shape) === size ? source.variable : undefined
}

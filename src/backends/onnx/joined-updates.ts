import { type Shape, sizeOf } from '../shapes.js'
import { arrayKernels } from './arrays.js'
import type { Call, OnnxKernel, Ref, TensorType } from './kernel.js'
import type { ChangingStep, Update } from './updates.js'

/** A leaf, or a result, and its number of elements. */
export interface Part {
  of: number
  size: number
}

/** A step with some of its updates joined. */
export interface JoinedStep {
  /** Those of the step, then the joined ones. */
  calls: readonly Call[]
  /** Those of the step, then the joined ones. */
  leaves: readonly TensorType[]
  /** Of each joined leaf, the leaves that it has one after the other, each repeated to its size. */
  joinedLeaves: ReadonlyMap<number, readonly Part[]>
  /** Of each joined result, the results that it has one after the other. */
  joinedResults: ReadonlyMap<number, readonly Part[]>
}

/**
 * Computes updates by the same formula as one, of all their elements: networks have many small tensors, and an
 * operation of a few elements costs as much as one of thousands.
 */
export function joinUpdates(step: ChangingStep, updates: readonly Update[]): JoinedStep {
  const byFormula = new Map<string, Update[]>()
  for (const update of updates) {
    const same = byFormula.get(update.formula)
    if (same) same.push(update)
    else byFormula.set(update.formula, [update])
  }
  const joining = new Joining(step)
  for (const same of byFormula.values()) if (same.length > 1) joining.join(same)
  return joining
}

class Joining implements JoinedStep {
  readonly calls: Call[]
  readonly leaves: TensorType[]
  readonly joinedLeaves = new Map<number, readonly Part[]>()
  readonly joinedResults = new Map<number, readonly Part[]>()
  readonly #changes: ReadonlySet<number>
  #results: number

  constructor({ calls, leaves, changes }: ChangingStep) {
    this.calls = [...calls]
    this.leaves = [...leaves]
    this.#changes = new Set(changes)
    this.#results = calls.reduce((sum, { results }) => sum + results.length, 0)
  }

  join(updates: readonly Update[]): void {
    const [first] = updates as [Update]
    const sizes = updates.map(({ shape }) => sizeOf(shape))
    const whole = [sizes.reduce((sum, size) => sum + size, 0)]
    const parts = (of: (update: Update) => number | undefined): Part[] =>
      updates.map((update, i) => ({ of: of(update) as number, size: sizes[i] as number }))
    const leaves = first.leaves.map((_, k): Ref => {
      const type = { shape: whole, dtype: 'float32' } as const
      const leaf = this.leaves.push(type) - 1
      const own = parts((update) => update.leaves[k]?.leaf)
      this.joinedLeaves.set(leaf, own)
      return { ...type, leaf }
    })
    const gradients = first.gradients.map((_, k) => {
      const flat = updates.map((update, i) => [String(i), { ...(update.gradients[k] as Ref), shape: [sizes[i]] }])
      const inputs = Object.fromEntries(flat) as Record<string, Ref>
      const kernel = arrayKernels.get('Concat') as OnnxKernel
      return this.#call({ name: 'Concat', kernel, inputs, attrs: { axis: 0 } }, { shape: whole, dtype: 'float32' })
    })
    this.#repeat(first, { leaves, gradients, shape: whole }, (place, result) => {
      const own = parts(({ calls }) => calls[place]?.first)
      this.joinedResults.set(result, own)
    })
  }

  /** The calls of an update, with other things in the place of those that it takes. */
  #repeat(
    { calls, leaves, gradients }: Update,
    other: { leaves: readonly Ref[]; gradients: readonly Ref[]; shape: Shape },
    changes: (place: number, result: number) => void,
  ): void {
    const results = new Map<number, Ref>()
    const inPlaceOf = (ref: Ref): Ref =>
      results.get(ref.result ?? -1) ??
      other.leaves[leaves.findIndex(({ leaf }) => leaf !== undefined && leaf === ref.leaf)] ??
      other.gradients[gradients.findIndex(({ result }) => result !== undefined && result === ref.result)] ?? {
        // one number
        ...ref,
        shape: [],
      }
    for (const [place, call] of calls.entries()) {
      const inputs = Object.fromEntries(Object.entries(call.inputs).map(([name, ref]) => [name, inPlaceOf(ref)]))
      const { dtype } = call.results[0] as TensorType
      const result = this.#call({ ...call, inputs }, { shape: other.shape, dtype })
      results.set(call.first, result)
      if (this.#changes.has(call.first)) changes(place, result.result as number)
    }
  }

  #call(call: Omit<Call, 'results' | 'first'>, type: TensorType): Ref {
    const first = this.#results++
    this.calls.push({ ...call, results: [type], first })
    return { ...type, result: first }
  }
}

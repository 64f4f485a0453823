import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostEffect, hostTensor, recordsStep } from '../compile/host-work.js'
import type { Gradient, Parameter } from './parameter.js'

/** A factor of an update: one number, or a vector over the last axis where the tasks of a stacked variable differ. */
export type Coefficient = number | Tensor

/** A number that is always the same, or what gives one for each segment and step. */
export type Factor = number | ((lane: number) => number)

/** What an optimizer remembers of one parameter. */
export interface ParameterState {
  parameter: Parameter
  /** How often each segment was updated; one entry where there are no segments. */
  steps: Float64Array
  /** State tensors of the variable's shape, by torch's names (`exp_avg`). */
  slots: Map<string, Variable>
  /** Numbers that a formula carries along, one a segment, by torch's names (`mu_product`). */
  scalars: Map<string, Float64Array>
}

/** @returns the state of a parameter that was never updated. */
export function newParameterState(parameter: Parameter): ParameterState {
  const lanes = Math.max(1, parameter.segments?.length ?? 0)
  return { parameter, steps: new Float64Array(lanes), slots: new Map(), scalars: new Map() }
}

/**
 * One parameter in one step. A segment that is absent gets coefficients that leave its columns as they were, bit for
 * bit, so that an update needs no masks. Use inside `tf.tidy`.
 */
export class ParameterUpdate {
  /** The parameter's: assign its new value. */
  readonly variable: Variable
  /** Columns of absent segments are zero. */
  readonly gradient: Tensor
  private readonly present: readonly boolean[] | undefined

  constructor(
    private readonly state: ParameterState,
    gradient: Gradient,
  ) {
    this.variable = state.parameter.variable
    this.gradient = gradient.value
    this.present = recordsStep() || gradient.present?.includes(false) ? gradient.present : undefined
  }

  /** Whether every segment takes part. */
  get complete(): boolean {
    return this.present === undefined
  }

  /** How often segment `lane` was updated before. */
  steps(lane: number): number {
    return this.state.steps[lane] as number
  }

  /** Adds one to the step counts of the present segments: before any coefficient that depends on them. */
  countStep(): void {
    this.forEachPresent((lane) => {
      this.state.steps[lane] = this.steps(lane) + 1
    })
  }

  /**
   * Calls `visit` for each present segment; once with 0 where there are no segments. So it does for each step that is
   * replayed: `visit` may only read what lives on.
   */
  forEachPresent(visit: (lane: number) => void): void {
    hostEffect(() => {
      for (let lane = 0; lane < this.state.steps.length; lane++) {
        if (this.present?.[lane] !== false) visit(lane)
      }
    })
  }

  /**
   * @param of the factor for a present segment, in double precision; it is rounded to float32 when used. A constant, or
   *   a function that is called for each replayed step and reads only what outlives a step.
   * @param absent the factor that changes nothing.
   */
  coefficient(of: Factor, absent: number): Coefficient {
    const { segments } = this.state.parameter
    if (typeof of === 'number' && (!segments || !this.present)) return of
    const factorOf = (lane: number) => {
      if (this.present?.[lane] === false) return absent
      return typeof of === 'number' ? of : of(lane)
    }
    if (!recordsStep()) {
      const values = Array.from(this.state.steps, (_, lane) => factorOf(lane))
      const first = values[0] as number
      if (values.every((value) => value === first)) return first
    }
    if (!segments) {
      return hostTensor([], 'float32', (values) => {
        values[0] = factorOf(0)
      })
    }
    return hostTensor([this.variable.shape[this.variable.shape.length - 1] as number], 'float32', (columns) => {
      columns.fill(absent)
      segments.forEach(({ offset, size }, lane) => {
        columns.fill(factorOf(lane), offset, offset + size)
      })
    })
  }

  /** The state tensor of that name, made with `initial` everywhere when first asked for. */
  slot(name: string, initial: number | (() => number) = 0): Variable {
    let slot = this.state.slots.get(name)
    if (!slot) {
      const value = typeof initial === 'number' ? initial : initial()
      slot = tf.variable(tf.fill(this.variable.shape, value), false)
      this.state.slots.set(name, slot)
    }
    return slot
  }

  /** The numbers of that name, one a segment, made with `initial` when first asked for. */
  scalar(name: string, initial: number): Float64Array {
    let values = this.state.scalars.get(name)
    if (!values) {
      values = new Float64Array(this.state.steps.length).fill(initial)
      this.state.scalars.set(name, values)
    }
    return values
  }

  /**
   * The moving average `slot ← keep · slot + take · input`, in place.
   * Absent segments keep theirs: their factors are 1 and 0.
   */
  blend(slot: Variable, input: Tensor, keep: Factor, take: Factor): Variable {
    const average = tf.tidy(() => {
      const kept = scale(slot, this.coefficient(keep, 1))
      return tf.add(kept, scale(input, this.coefficient(take, 0)))
    })
    slot.assign(average)
    return slot
  }
}

/** `x · factor`, without an operation where the factor is 1. */
export function scale(x: Tensor, factor: Coefficient): Tensor {
  return factor === 1 ? x : tf.mul(x, factor)
}

/** `x + term`, without an operation where the term is 0. */
export function shift(x: Tensor, term: Coefficient): Tensor {
  return term === 0 ? x : tf.add(x, term)
}

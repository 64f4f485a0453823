import type { Variable } from '@tensorflow/tfjs-core'
import type { TensorValues } from './engine.js'
import type { Recording } from './recording.js'

/** Where the values of a leaf come from. */
export type Source =
  | { kind: 'variable'; variable: Variable }
  | { kind: 'given'; index: number }
  | { kind: 'array'; values: TensorValues }
  | { kind: 'constant'; values: TensorValues }

/** What a step computes, from what, and where that goes. */
export interface StepPlan {
  recording: Recording
  /** Of each leaf. */
  sources: readonly Source[]
  /** Variables that it changes, with the results that are their new values. */
  changes: readonly { variable: Variable; result: number }[]
  /** Its outputs' results. */
  results: ReadonlyMap<string, number>
}

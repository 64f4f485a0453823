/** Cross-entropy of one class of several. */
export interface CrossEntropyLoss {
  readonly name: 'cross_entropy'
  /** One for each class; a batch's mean is over the weights of its rows. Missing: 1. */
  readonly classWeights?: readonly number[]
  /** The share of the target that goes to all classes alike, 0 … 1. Missing: 0. */
  readonly labelSmoothing?: number
}

/** What a head is trained by; the mean over its outputs, where it has several. */
export type TaskLoss =
  | CrossEntropyLoss
  | { readonly name: 'binary_cross_entropy' }
  | { readonly name: 'mse' }
  | { readonly name: 'l1' }
  | {
      readonly name: 'huber'
      /** Where the square becomes linear, > 0. */
      readonly delta: number
    }

/** What a task's target is: one class, several labels each of which holds or not, or numbers. */
export type TargetKind = 'class' | 'labels' | 'numbers'

/** A head that a config says nothing of. */
export const crossEntropy: CrossEntropyLoss = { name: 'cross_entropy' }

/** What a loss is of. */
export function targetKind({ name }: TaskLoss): TargetKind {
  if (name === 'cross_entropy') return 'class'
  return name === 'binary_cross_entropy' ? 'labels' : 'numbers'
}

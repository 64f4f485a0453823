import * as tf from '@tensorflow/tfjs-core'

/** One call of an operation. */
export interface TimedOperation {
  name: string
  /** When it began, as `performance.now()` counts: ms. */
  start: number
  ms: number
  /** Without the operations that it called: ms. */
  self: number
  /** Of what it took and gave, to read. */
  shapes: string
}

/** Times a backend's operations from when it is made on. */
export interface OperationTimer {
  /** Ends it. @returns what was called, in any order */
  stop(): TimedOperation[]
}

let prepared = Number.NEGATIVE_INFINITY

/** A graph was recorded or made ready: what waited for it took longer than it will from now on. */
export function notePreparation(): void {
  prepared = performance.now()
}

/** When the last graph was prepared, as `performance.now()` counts; −∞: none was. */
export function lastPreparation(): number {
  return prepared
}

const timers = new Map<string, () => OperationTimer>()

/** @param backend as TensorFlow.js names it. */
export function registerOperationTimer(backend: string, start: () => OperationTimer): void {
  timers.set(backend, start)
}

/** Times the current backend's operations; undefined if it does not tell what they take. */
export function startOperationTimer(): OperationTimer | undefined {
  return timers.get(tf.getBackend())?.()
}

import type { Vector } from './vectors.mjs'

/** Whether the vector is a measure of ours. */
export function isComparable(vector: Vector): boolean

/** What differs, or nothing. */
export function differences(vector: Vector, outcome: { value: unknown } | { error: Error }): string[]

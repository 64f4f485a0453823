/** Sizes of a tensor's axes. */
export type Shape = readonly number[]

export function sizeOf(shape: Shape): number {
  return shape.reduce((product, side) => product * side, 1)
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((side, axis) => side === b[axis])
}

/** Whether a tensor is repeated along the leading axes of another one to be combined with it. */
export function repeats(shape: Shape, whole: Shape): boolean {
  const sides = shape.slice(shape.findIndex((side) => side !== 1))
  return sizeOf(shape) === 1 || sameShape(sides, whole.slice(-sides.length))
}

/** Axes counted from 0, of a number, a list, or (undefined) all. */
export function axesOf(axis: unknown, rank: number): number[] {
  const axes = axis ?? Array.from({ length: rank }, (_, i) => i)
  return [axes].flat().map((one) => (Number(one) + rank) % rank)
}

/** What is left after a reduction. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): number[] {
  if (keepDims) return shape.map((side, axis) => (axes.includes(axis) ? 1 : side))
  return shape.filter((_, axis) => !axes.includes(axis))
}

/** 0, 1 … length − 1. */
export function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i)
}

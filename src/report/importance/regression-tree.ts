import type { Generator } from '../../util/generator.js'

/** What a model is fitted to: `rows[i][d]` is a number, or the place of a category. */
export interface Samples {
  readonly rows: readonly (readonly number[])[]
  readonly targets: readonly number[]
  /** Of each dimension: how many categories it has; null: it is a number. */
  readonly categories: readonly (number | null)[]
}

/** A tree that predicts the mean of a leaf's samples. */
export type RegressionTree = Leaf | Split

export interface Leaf {
  readonly value: number
}

export interface Split {
  readonly dimension: number
  /** Whether a value goes left: it is at most this number, or it is one of these categories. */
  readonly left: number | ReadonlySet<number>
  readonly below: readonly [left: RegressionTree, right: RegressionTree]
}

/**
 * Grows a tree until each leaf's samples have the same target, or cannot be told apart. Each split is the one that
 * leaves the least squared error.
 * @param indices of the samples, with repetitions
 */
export function growTree(samples: Samples, indices: readonly number[]): RegressionTree {
  const mean = meanTarget(samples, indices)
  if (indices.every((i) => samples.targets[i] === samples.targets[indices[0] as number])) return { value: mean }
  let best: Candidate | undefined
  for (const dimension of samples.categories.keys()) {
    const found = bestSplit(samples, indices, dimension)
    if (found && (!best || found.gain > best.gain)) best = found
  }
  if (!best) return { value: mean }
  const { dimension, left } = best
  const goesLeft = (i: number) => isLeft(left, samples.rows[i]?.[dimension] as number)
  const sides = [indices.filter(goesLeft), indices.filter((i) => !goesLeft(i))] as const
  return { dimension, left, below: [growTree(samples, sides[0]), growTree(samples, sides[1])] }
}

/** Whether a value goes to a split's left side. */
export function isLeft(left: Split['left'], value: number): boolean {
  return typeof left === 'number' ? value <= left : left.has(value)
}

/** Trees that see more grow no better, only slower. */
const MOST_SAMPLES = 1000

/** Trees that each see samples drawn with repetitions. */
export function growForest(samples: Samples, trees: number, generator: Generator): RegressionTree[] {
  const count = samples.rows.length
  return Array.from({ length: trees }, () => {
    const drawn = generator.uniform(Math.min(count, MOST_SAMPLES), 0, count)
    return growTree(
      samples,
      Array.from(drawn, (place) => Math.min(count - 1, Math.floor(place))),
    )
  })
}

type Candidate = Pick<Split, 'dimension' | 'left'> & { gain: number }

function meanTarget({ targets }: Samples, indices: readonly number[]): number {
  return indices.reduce((sum, i) => sum + (targets[i] as number), 0) / indices.length
}

/** Categories in the order of their means are split like numbers: no other split of them is better. */
function bestSplit(samples: Samples, indices: readonly number[], dimension: number): Candidate | undefined {
  const groups = new Map<number, { count: number; sum: number }>()
  for (const i of indices) {
    const value = samples.rows[i]?.[dimension] as number
    const group = groups.get(value) ?? { count: 0, sum: 0 }
    group.count++
    group.sum += samples.targets[i] as number
    groups.set(value, group)
  }
  if (groups.size < 2) return undefined
  const isCategory = samples.categories[dimension] !== null
  const order = ([a, x]: Entry, [b, y]: Entry) => (isCategory ? x.sum / x.count - y.sum / y.count : a - b)
  const sorted = [...groups].sort(order)
  const total = sorted.reduce((sum, [, group]) => sum + group.sum, 0)
  let [count, sum] = [0, 0]
  let best: { at: number; gain: number } | undefined
  for (const [at, [, group]] of sorted.slice(0, -1).entries()) {
    count += group.count
    sum += group.sum
    // The squared error that a split takes away, up to what all splits share.
    const gain = sum ** 2 / count + (total - sum) ** 2 / (indices.length - count)
    if (!best || gain > best.gain) best = { at, gain }
  }
  if (!best) return undefined
  const { at, gain } = best
  const values = sorted.map(([value]) => value)
  const left = isCategory ? new Set(values.slice(0, at + 1)) : between(values[at] as number, values[at + 1] as number)
  return { dimension, left, gain: gain - total ** 2 / indices.length }
}

type Entry = [value: number, group: { count: number; sum: number }]

/** The middle of two numbers, which is less than the second. */
function between(low: number, high: number): number {
  const middle = low + (high - low) / 2
  return middle < high ? middle : low
}

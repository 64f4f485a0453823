import { Generator } from '../../util/generator.js'

/** `mixed`: rows of all tasks shuffled together; `balanced`: as many rows of each task in every batch. */
export type SamplingStrategy = 'mixed' | 'balanced'

export interface TrainOrder {
  /** Rows of the concatenated training tasks, `[length of an epoch]`. */
  order: Int32Array
  /** Seeds what else is random in this epoch. */
  seed: number
}

/**
 * What an iterator of torch's shuffling DataLoader draws: its base seed, then the sampler's seed; the order is that
 * sampler's.
 * @param sizes training rows of each task.
 * @param length rows in an epoch: all of them, or full batches only.
 */
export function drawTrainOrder(
  generator: Generator,
  sizes: readonly number[],
  strategy: SamplingStrategy,
  length: number,
): TrainOrder {
  drawBaseSeed(generator)
  generator.u32()
  // A seed is 63 bits, of which MT19937 takes the low 32.
  const seed = generator.u32()
  const sampler = new Generator(seed)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (strategy === 'mixed') return { order: sampler.randperm(total).subarray(0, length), seed }
  return { order: balancedOrder((size) => sampler.randperm(size), sizes, length), seed }
}

/** The same of a DataLoader that does not shuffle: rows come as the tasks have them. */
export function plainTrainOrder(
  generator: Generator,
  sizes: readonly number[],
  strategy: SamplingStrategy,
  length: number,
): TrainOrder {
  const seed = drawBaseSeed(generator)
  const inOrder = (size: number) => Int32Array.from({ length: size }, (_, i) => i)
  if (strategy === 'mixed') return { order: inOrder(length), seed }
  return { order: balancedOrder(inOrder, sizes, length), seed }
}

/** What an iterator of any DataLoader draws when it is made. @returns the low half of it */
export function drawBaseSeed(generator: Generator): number {
  generator.u32()
  return generator.u32()
}

/** Tasks take turns; each goes through its own rows, and anew where they end. */
function balancedOrder(rowsOf: (size: number) => Int32Array, sizes: readonly number[], length: number): Int32Array {
  const offsets = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0))
  const orders = sizes.map(rowsOf)
  const places = sizes.map(() => 0)
  const order = new Int32Array(length)
  for (let i = 0; i < length; i++) {
    const task = i % sizes.length
    const size = sizes[task] as number
    if (places[task] === size) {
      orders[task] = rowsOf(size)
      places[task] = 0
    }
    const place = places[task] as number
    places[task] = place + 1
    order[i] = (offsets[task] as number) + ((orders[task] as ArrayLike<number>)[place] as number)
  }
  return order
}

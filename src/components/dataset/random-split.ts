import { Generator } from '../../util/generator.js'

/**
 * torch's `random_split(range(n), [1 − share, share])` with a generator of its own: rows of the large and of the small
 * part, in the order drawn. Each part has `floor(n · fraction)` rows; what remains is dealt from the first on.
 */
export function randomSplit(n: number, share: number, seed: number): [large: Int32Array, small: Int32Array] {
  const lengths = [Math.floor(n * (1 - share)), Math.floor(n * share)] as [number, number]
  const rest = n - lengths[0] - lengths[1]
  for (let i = 0; i < rest; i++) lengths[i % 2 === 0 ? 0 : 1]++
  const order = new Generator(seed).randperm(n)
  return [order.subarray(0, lengths[0]), order.subarray(lengths[0])]
}

/** `rows[indices]`. */
export function pick(rows: Int32Array, indices: Int32Array): Int32Array {
  return indices.map((index) => rows[index] as number)
}

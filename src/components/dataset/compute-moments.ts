import type { Rows } from './rows.js'
import type { RowTransform } from './transform.js'

/** Rows that are looked at: more would not change what is used. */
const maxRows = 10_000

/**
 * Mean and standard deviation of each channel over (at most 10,000 of) these rows, as they are before normalisation.
 */
export async function computeMoments(
  rows: Rows,
  indices: Int32Array,
  transform: RowTransform,
): Promise<{ mean: number[]; std: number[] }> {
  const channels = transform.shape.length === 3 ? (transform.shape[2] as number) : 1
  const sums = new Float64Array(channels)
  const squares = new Float64Array(channels)
  const sample = new Float32Array(transform.width)
  const used = indices.subarray(0, maxRows)
  for (const row of used) {
    const data = rows.memory ?? (await rows.fetch?.(Int32Array.of(row)))
    if (!data) continue
    transform.apply(data, rows.memory ? row * rows.width : 0, sample, 0)
    for (let i = 0; i < sample.length; i++) {
      const value = sample[i] as number
      const channel = i % channels
      sums[channel] = (sums[channel] as number) + value
      squares[channel] = (squares[channel] as number) + value * value
    }
  }
  const count = (used.length * sample.length) / channels
  const mean = Array.from(sums, (sum) => sum / count)
  // A channel that never changes is left as it is.
  const std = Array.from(squares, (sum, i) => Math.sqrt(Math.max(sum / count - (mean[i] as number) ** 2, 0)) || 1)
  return { mean, std }
}

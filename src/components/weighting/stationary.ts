import type { Gramian } from '../../nn/linear-algebra/gramian.js'

/** The mean's weights, where a method has none of its own. Warns. */
export function meanWhereStationary(
  { warn }: { warn: (message: string) => void },
  method: string,
  gramian: Gramian,
): Float64Array {
  warn(
    `${method} has no direction where a mix of the tasks' gradients is zero (a Pareto-stationary point): ` +
      'such steps take the mean gradient',
  )
  return new Float64Array(gramian.length).fill(1 / gramian.length)
}

import { dot, type Gramian } from '../../nn/linear-algebra/gramian.js'
import type { WeightingSetup } from '../../nn/weighting.js'
import type { Generator } from '../../util/generator.js'
import { GramianWeighting } from './gramian-weighting.js'

/**
 * PCGrad (Yu et al., 2020): from each gradient, what points against another one is taken away, in random order; the
 * sum. The orders are drawn as `torch.randperm`, task by task.
 */
export class PCGrad extends GramianWeighting {
  #generator: Generator | undefined

  setupTasks({ generator }: WeightingSetup): void {
    this.#generator = generator
  }

  weigh(gramian: Gramian): Float64Array {
    const weights = new Float64Array(gramian.length)
    for (const task of gramian.keys()) {
      const order = this.#generator?.randperm(gramian.length) ?? gramian.keys()
      projected(gramian, task, order).forEach((weight, i) => {
        weights[i] = (weights[i] as number) + weight
      })
    }
    return weights
  }
}

/** One gradient without what conflicts with the others, as weights of all. */
function projected(gramian: Gramian, task: number, order: Iterable<number>): Float64Array {
  const weights = new Float64Array(gramian.length)
  weights[task] = 1
  for (const other of order) {
    if (other === task) continue
    const row = gramian[other] as Float64Array
    const product = dot(row, weights)
    if (product < 0) weights[other] = (weights[other] as number) - product / (row[other] as number)
  }
  return weights
}

import type { FixedWeighting, WeightingSetup } from '../../nn/weighting.js'
import type { Generator } from '../../util/generator.js'
import { softmax } from './softmax.js'

/** Random loss weighting (Lin et al., 2022): in each step the softmax of fresh normal draws, one a present task. */
export class RLW implements FixedWeighting {
  readonly looksAt = 'tasks'
  #generator: Generator | undefined

  setupTasks({ generator }: WeightingSetup): void {
    this.#generator = generator
  }

  factors(lanes: readonly number[]): number[] {
    return softmax(this.draw(lanes.length))
  }

  /** Normal numbers, by Box and Muller. */
  protected draw(count: number): number[] {
    const uniform = () => ((this.#generator?.u32() ?? 0) + 0.5) / 2 ** 32
    return Array.from({ length: count }, () => {
      const radius = Math.sqrt(-2 * Math.log(uniform()))
      return radius * Math.cos(2 * Math.PI * uniform())
    })
  }
}

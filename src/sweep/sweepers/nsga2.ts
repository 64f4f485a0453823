import type { Dimension } from './dimension.js'
import { crowding, fronts } from './pareto.js'
import type { RandomNumbers } from './random-numbers.js'
import { randomPoint, valueAt } from './random-sampler.js'
import { type EndedTrial, endedTrials, type Sampler, type Trial } from './search-trials.js'

interface Parent {
  trial: EndedTrial
  front: number
  room: number
}

/**
 * NSGA-II for several metrics: children of the trials that are best so far, by fronts and by the room that each has in
 * its own. A child is made whenever a slot is free: no generation waits for its last trial. After K. Deb et al., 2002.
 */
export class NSGA2Sampler implements Sampler {
  readonly #population: number
  readonly #crossover: number

  /** @param population trials that may be parents @param crossover how likely a child has two parents */
  constructor({ population, crossover }: { population: number; crossover: number }) {
    this.#population = population
    this.#crossover = crossover
  }

  point(dimensions: readonly Dimension[], trials: readonly Trial[], random: RandomNumbers): readonly number[] {
    const ended = endedTrials(trials)
    if (ended.length < this.#population) return randomPoint(dimensions, random)
    const parents = this.#select(ended)
    const [first, second] = [winner(parents, random), winner(parents, random)]
    const crosses = random.uniform() < this.#crossover
    const changes = 1 / dimensions.length
    return dimensions.map((dimension, i) => {
      const from = crosses && random.uniform() < 0.5 ? second : first
      if (random.uniform() < changes) return valueAt(dimension, random.uniform())
      return from.trial.point[i] as number
    })
  }

  #select(ended: readonly EndedTrial[]): Parent[] {
    const parents: Parent[] = []
    for (const [front, members] of fronts(ended).entries()) {
      const room = crowding(members)
      const sorted = [...members].sort((a, b) => (room.get(b) as number) - (room.get(a) as number))
      for (const trial of sorted) {
        if (parents.length === this.#population) return parents
        parents.push({ trial, front, room: room.get(trial) as number })
      }
    }
    return parents
  }
}

/** The better of two that are drawn. */
function winner(parents: readonly Parent[], random: RandomNumbers): Parent {
  const [a, b] = [parents[random.below(parents.length)] as Parent, parents[random.below(parents.length)] as Parent]
  if (a.front !== b.front) return a.front < b.front ? a : b
  return b.room > a.room ? b : a
}

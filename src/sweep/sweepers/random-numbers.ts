import { Generator } from '../../util/generator.js'

/**
 * Random numbers that depend on a seed and a trial's number alone, so that a resumed search draws the same numbers as
 * one that was never stopped.
 */
export class RandomNumbers {
  readonly #generator: Generator

  constructor(seed: number, trial: number) {
    // Neighbouring seeds and trials share no stream.
    this.#generator = new Generator(mixed(mixed(seed) ^ trial))
  }

  /** In [0, 1). */
  uniform(): number {
    return ((this.#generator.u32() >>> 5) * 2 ** 26 + (this.#generator.u32() >>> 6)) / 2 ** 53
  }

  /** A whole number from 0 to `count` − 1. */
  below(count: number): number {
    return Math.min(count - 1, Math.floor(this.uniform() * count))
  }

  /** An index, by weights that need not add up to 1. */
  weighted(weights: readonly number[]): number {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    let left = this.uniform() * total
    for (const [index, weight] of weights.entries()) {
      left -= weight
      if (left < 0) return index
    }
    return weights.length - 1
  }
}

/** A bijection of 32-bit numbers that leaves no pattern. */
function mixed(value: number): number {
  let x = (value + 0x9e3779b9) >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return (x ^ (x >>> 15)) >>> 0
}

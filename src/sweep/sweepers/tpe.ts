import type { Dimension } from './dimension.js'
import { logDensity, probability, quantileBetween } from './normal.js'
import { crowding, fronts } from './pareto.js'
import type { RandomNumbers } from './random-numbers.js'
import { randomPoint } from './random-sampler.js'
import { settled } from './search-space.js'
import type { EndedTrial, Sampler, Trial } from './search-trials.js'

export interface TPEOptions {
  /** Trials that are drawn at random first. */
  startup: number
  /** Candidates of which the most promising one is taken. */
  candidates: number
}

/** Good trials are at most this many. */
const MOST_GOOD = 25
/** The whole width is at most this many times that of a kernel. */
const MOST_NARROW = 100
/** The newest trials count in full, older ones less and less. */
const FULL_WEIGHT = 25

/**
 * Tree-structured Parzen estimator, multivariate: a density of good trials and one of the others, over all dimensions
 * together; of some candidates drawn from the first, the one where the two differ most.
 * After J. Bergstra et al., 2011, with the kernels and weights that S. Watanabe describes, 2023.
 */
export class TPESampler implements Sampler {
  readonly #options: TPEOptions

  constructor(options: TPEOptions) {
    this.#options = options
  }

  point(dimensions: readonly Dimension[], trials: readonly Trial[], random: RandomNumbers): number[] {
    const known = trials.filter(({ rank }) => rank !== undefined)
    if (known.length < this.#options.startup) return randomPoint(dimensions, random)
    const sorted = bestFirst(known)
    const count = Math.min(Math.ceil(0.1 * sorted.length), MOST_GOOD)
    const byAge = (list: readonly Trial[]) => [...list].sort((a, b) => a.num - b.num)
    const good = new Density(dimensions, byAge(sorted.slice(0, count)))
    const others = new Density(dimensions, byAge(sorted.slice(count)))
    let best: number[] = []
    let most = Number.NEGATIVE_INFINITY
    for (let i = 0; i < this.#options.candidates; i++) {
      const candidate = good.draw(random)
      const gain = good.logAt(candidate) - others.logAt(candidate)
      if (gain > most || best.length === 0) [best, most] = [candidate, gain]
    }
    return best
  }
}

/** By the metric; for several by fronts, and in a front those first that have the most room to themselves. */
function bestFirst(trials: readonly Trial[]): Trial[] {
  const isMulti = trials.some(({ values }) => values !== undefined && values.length > 1)
  if (!isMulti) return [...trials].sort((a, b) => compareRanks(a.rank as number[], b.rank as number[]))
  return fronts(trials as readonly EndedTrial[]).flatMap((front) => {
    const room = crowding(front)
    return [...front].sort((a, b) => compareRanks([-(room.get(a) as number)], [-(room.get(b) as number)]))
  })
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? 0
    if (x !== y) return x - y
  }
  return 0
}

/** Kernels about one dimension's values: normal ones cut at its bounds, or weights of categories. */
interface Axis {
  dimension: Dimension
  /** On the scale on which it is searched; those of steps reach half a step further. */
  low: number
  high: number
  centers: number[]
  sigmas: number[]
  /** By kernel, the logarithm of what of it lies within the bounds. */
  masses: number[]
  /** By kernel, of each category. */
  weights: number[][]
}

/** A mixture of kernels, one about each trial and a wide one about all. */
class Density {
  readonly #axes: readonly Axis[]
  readonly #weights: readonly number[]

  constructor(dimensions: readonly Dimension[], trials: readonly Trial[]) {
    const own = trialWeights(trials.length)
    const total = own.reduce((sum, weight) => sum + weight, 0) + 1
    this.#weights = [...own, 1].map((weight) => weight / total)
    this.#axes = dimensions.map((dimension, i) => {
      const values = trials.map(({ point }) => point[i] as number)
      return dimension.kind === 'category' ? categories(dimension, values) : normals(dimension, values)
    })
  }

  draw(random: RandomNumbers): number[] {
    const kernel = random.weighted(this.#weights)
    return this.#axes.map(({ dimension, low, high, centers, sigmas, weights }) => {
      if (dimension.kind === 'category') return random.weighted(weights[kernel] as number[])
      const [center, sigma] = [centers[kernel] as number, sigmas[kernel] as number]
      const z = quantileBetween(random.uniform(), (low - center) / sigma, (high - center) / sigma)
      const value = center + z * sigma
      return settled(dimension, dimension.log ? Math.exp(value) : value)
    })
  }

  logAt(point: readonly number[]): number {
    const logs = this.#weights.map((weight, kernel) =>
      this.#axes.reduce((sum, axis, i) => sum + logKernel(axis, kernel, point[i] as number), Math.log(weight)),
    )
    const most = Math.max(...logs)
    return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0))
  }
}

function trialWeights(count: number): number[] {
  const older = Math.max(0, count - FULL_WEIGHT)
  return Array.from({ length: count }, (_, i) => {
    if (i >= older) return 1
    return older === 1 ? 1 / count : 1 / count + (i / (older - 1)) * (1 - 1 / count)
  })
}

function categories(dimension: Dimension, values: readonly number[]): Axis {
  const count = dimension.high + 1
  const kernels = values.length + 1
  const rows = [...values, undefined].map((value) => {
    const row = Array.from({ length: count }, (_, category) => 1 / kernels + (category === value ? 1 : 0))
    const total = row.reduce((sum, weight) => sum + weight, 0)
    return row.map((weight) => weight / total)
  })
  return { dimension, low: 0, high: 0, centers: [], sigmas: [], masses: [], weights: rows }
}

function normals(dimension: Dimension, values: readonly number[]): Axis {
  const { log, step } = dimension
  const scale = (value: number) => (log ? Math.log(value) : value)
  const half = step === null ? 0 : step / 2
  // On a logarithmic scale half a step below the least value may be nothing.
  const least = log && dimension.low - half <= 0 ? dimension.low / 2 : dimension.low - half
  const [low, high] = [scale(least), scale(dimension.high + half)]
  const width = high - low || 1
  const own = values.map(scale)
  const centers = [...own, (low + high) / 2]
  const sigmas = [...bandwidths(own, low, high), width]
  const masses = centers.map((center, kernel) => {
    const sigma = sigmas[kernel] as number
    return Math.log(probability((low - center) / sigma, (high - center) / sigma))
  })
  return { dimension, low, high, centers, sigmas, masses, weights: [] }
}

/**
 * A kernel reaches as far as the farther one of its neighbours; those at an end have one neighbour. The least is half
 * of an equal share of the width: with whole shares, ten good trials could not say more exactly where they lie.
 */
function bandwidths(centers: readonly number[], low: number, high: number): number[] {
  const width = high - low || 1
  const least = width / Math.min(MOST_NARROW, 2 * (2 + centers.length))
  const order = [...centers.keys()].sort((a, b) => (centers[a] as number) - (centers[b] as number))
  const sorted = [low, ...order.map((i) => centers[i] as number), high]
  const gap = (place: number) => (sorted[place + 1] as number) - (sorted[place] as number)
  const sigmas: number[] = []
  for (const [i, kernel] of order.entries()) {
    const inner = order.length < 2 ? undefined : i === 0 ? gap(1) : i === order.length - 1 ? gap(i) : undefined
    sigmas[kernel] = Math.min(width, Math.max(least, inner ?? Math.max(gap(i), gap(i + 1))))
  }
  return sigmas
}

function logKernel(axis: Axis, kernel: number, value: number): number {
  const { dimension, low, high, centers, sigmas, masses, weights } = axis
  if (dimension.kind === 'category') return Math.log(weights[kernel]?.[value] ?? 0)
  const [center, sigma] = [centers[kernel] as number, sigmas[kernel] as number]
  const z = (x: number) => (x - center) / sigma
  const all = masses[kernel] as number
  const scale = (x: number) => (dimension.log ? Math.log(x) : x)
  if (dimension.step === null) return logDensity(z(scale(value))) - Math.log(sigma) - all
  const half = dimension.step / 2
  const from = Math.max(low, dimension.log && value - half <= 0 ? low : scale(value - half))
  const to = Math.min(high, scale(value + half))
  return Math.log(Math.max(probability(z(from), z(to)), 1e-300)) - all
}

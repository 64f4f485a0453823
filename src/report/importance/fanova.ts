import { isLeft, type RegressionTree, type Samples } from './regression-tree.js'

/** The range of a number, or the count of categories. */
export type Domain = readonly [low: number, high: number] | number

/**
 * The share of a tree's variance that each dimension explains alone, by functional ANOVA (Hutter, Hoos and
 * Leyton-Brown, 2014): values are taken to be spread evenly over their domains, so that where the samples lie does not
 * count. Undefined where the tree does not vary.
 */
export function varianceShares(tree: RegressionTree, domains: readonly Domain[]): number[] | undefined {
  const leaves: Box[] = []
  collectLeaves(tree, domains.map(whole), leaves)
  const weights = leaves.map(({ sides }) => sides.map((side, d) => shareOf(side, domains[d] as Domain)))
  const volumes = weights.map((shares) => shares.reduce((product, share) => product * share, 1))
  const mean = leaves.reduce((sum, { value }, i) => sum + (volumes[i] as number) * value, 0)
  const total = leaves.reduce((sum, { value }, i) => sum + (volumes[i] as number) * (value - mean) ** 2, 0)
  if (!(total > 0)) return undefined
  return domains.map((domain, d) => {
    // Averaged over all other dimensions.
    const parts = leaves.map(({ value, sides }, i) => {
      const others = (weights[i] as number[]).reduce(
        (product, share, other) => (other === d ? product : product * share),
        1,
      )
      return { side: sides[d] as Side, value: value * others }
    })
    return varianceOf(marginal(parts, domain), mean) / total
  })
}

/** What a leaf covers of a dimension: an interval, or categories. */
type Side = readonly [low: number, high: number] | ReadonlySet<number>

interface Box {
  value: number
  sides: readonly Side[]
}

function whole(domain: Domain): Side {
  return typeof domain === 'number' ? new Set(Array(domain).keys()) : domain
}

function collectLeaves(tree: RegressionTree, sides: readonly Side[], found: Box[]): void {
  if ('value' in tree) {
    found.push({ value: tree.value, sides })
    return
  }
  const { dimension, left, below } = tree
  for (const [place, branch] of below.entries()) {
    const half = halfOf(sides[dimension] as Side, left, place === 0)
    collectLeaves(
      branch,
      sides.map((side, d) => (d === dimension ? half : side)),
      found,
    )
  }
}

function halfOf(side: Side, left: number | ReadonlySet<number>, wantsLeft: boolean): Side {
  if (side instanceof Set) return new Set([...side].filter((value) => isLeft(left, value) === wantsLeft))
  const [low, high] = side as readonly [number, number]
  return wantsLeft ? [low, left as number] : [left as number, high]
}

function shareOf(side: Side, domain: Domain): number {
  if (typeof domain === 'number') return (side as ReadonlySet<number>).size / domain
  const [low, high] = side as readonly [number, number]
  return (high - low) / (domain[1] - domain[0])
}

/** A piece of a domain, and the mean over it of what the tree predicts. */
interface Piece {
  share: number
  mean: number
}

function marginal(parts: readonly { side: Side; value: number }[], domain: Domain): Piece[] {
  if (typeof domain === 'number') {
    const means = new Float64Array(domain)
    for (const { side, value } of parts) {
      for (const category of side as ReadonlySet<number>) means[category] = (means[category] as number) + value
    }
    return Array.from(means, (mean) => ({ share: 1 / domain, mean }))
  }
  const steps = new Map<number, number>()
  for (const { side, value } of parts) {
    const [low, high] = side as readonly [number, number]
    steps.set(low, (steps.get(low) ?? 0) + value)
    steps.set(high, (steps.get(high) ?? 0) - value)
  }
  const places = [...steps.keys()].sort((a, b) => a - b)
  let mean = 0
  return places.slice(0, -1).map((place, i) => {
    mean += steps.get(place) as number
    return { share: ((places[i + 1] as number) - place) / (domain[1] - domain[0]), mean }
  })
}

function varianceOf(pieces: readonly Piece[], mean: number): number {
  return pieces.reduce((sum, piece) => sum + piece.share * (piece.mean - mean) ** 2, 0)
}

/** The domains that samples span. */
export function domainsOf({ rows, categories }: Samples): Domain[] {
  return categories.map((count, d) => {
    if (count !== null) return count
    const values = rows.map((row) => row[d] as number)
    return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))]
  })
}

import type { Generator } from '../../../util/generator.js'

/** `torch.rand(1) < p`. */
export function happens(random: Generator, p: number): boolean {
  return (random.uniform(1)[0] as number) < Math.fround(p)
}

/** `torch.randint(0, count, (1,))`. */
export function below(random: Generator, count: number): number {
  return random.u32() % count
}

/** `torch.empty(1).uniform_(low, high)`. */
export function between(random: Generator, [low = 0, high = low]: readonly number[]): number {
  return random.uniform(1, low, high)[0] as number
}

/** Python's `round`: of two that are as near, the even one. */
export function rounded(value: number): number {
  const low = Math.floor(value)
  const rest = value - low
  if (rest !== 0.5) return Math.round(value)
  return low % 2 === 0 ? low : low + 1
}

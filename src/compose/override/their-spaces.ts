import { isNumber } from './numbers.js'
import type { Element } from './types.js'

interface Called {
  readonly name: string
  readonly args: readonly Element[]
  readonly named: ReadonlyMap<string, unknown>
}

/**
 * A space as Optuna, Ray and NumPy name theirs, as it is written here: `loguniform(0.001,1)` is
 * `tag(log,interval(0.001,1))`. Undefined for any other call.
 */
export function inOwnWords({ name, args, named }: Called, text: string): string | undefined {
  if (named.size > 0) return undefined
  const words = args.map(({ range: [start, end] }) => text.slice(start, end))
  const numbers = args.every(isNumber) ? args.map(({ value }) => Number(value)) : []
  const [low = 0, high = 0, count = 0] = numbers
  switch (name) {
    case 'log':
      return args.length === 1 && isSpace(args[0] as Element) ? `tag(log,${words[0]})` : undefined
    case 'uniform':
      return numbers.length === 2 ? `interval(${words.join(',')})` : undefined
    case 'loguniform':
      return numbers.length === 2 ? `tag(log,interval(${words.join(',')}))` : undefined
    case 'randint':
      return numbers.length === 2 ? `range(${words.join(',')})` : undefined
    case 'linspace':
      return numbers.length === 3 ? steps(count, (share) => low + share * (high - low)) : undefined
    case 'logspace':
      return numbers.length === 3 ? steps(count, (share) => 10 ** (low + share * (high - low))) : undefined
    default:
      return undefined
  }
}

/** Nobody reads a hint with more. */
const MOST_STEPS = 20

function steps(count: number, at: (share: number) => number): string | undefined {
  if (!Number.isInteger(count) || count < 2 || count > MOST_STEPS) return undefined
  const values = Array.from({ length: count }, (_, i) => Number(at(i / (count - 1)).toPrecision(6)))
  return `choice(${values.join(',')})`
}

function isSpace({ kind }: Element): boolean {
  return kind === 'interval' || kind === 'range'
}

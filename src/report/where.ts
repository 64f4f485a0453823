import type { FlatValue } from '../rundir/flat-config.js'
import type { RunSummary } from '../rundir/run-index.js'
import { ConfigError } from '../util/diagnostic.js'
import { didYouMean } from '../util/suggest.js'
import { fieldOf, knownFields } from './run-fields.js'

type Operator = '<' | '<=' | '>' | '>=' | '=' | '==' | '!='

interface Condition {
  name: string
  operator: Operator
  value: string
}

/**
 * The runs for which all conditions hold, such as `optimizer.lr<0.1`, `acc>=0.9`, `status=done`, `optimizer!=SGD`. A run without
 * the value fails every condition but `!=`.
 * @throws ConfigError where a condition cannot be read, or no run knows its key
 */
export function selectRuns(runs: readonly RunSummary[], conditions: readonly string[]): RunSummary[] {
  const known = knownFields(runs)
  const parsed = conditions.map((text) => parseCondition(text))
  if (runs.length > 0) for (const [i, { name }] of parsed.entries()) requireField(name, known, conditions[i] as string)
  return runs.filter((run) => parsed.every((condition) => holds(fieldOf(run, condition.name), condition)))
}

/** @throws ConfigError where no run has a value of this name */
export function requireField(name: string, known: ReadonlySet<string>, text: string): void {
  if (known.has(name)) return
  const hint = didYouMean(name, known)
  const source = { kind: 'override', text, range: [0, name.length], origin: 'command line' } as const
  throw new ConfigError({
    code: 'no-such-field',
    path: '',
    message: `no run here has '${name}'`,
    source,
    ...(hint && { hint }),
  })
}

function parseCondition(text: string): Condition {
  const match = /^\s*([\w./-]+)\s*(<=|>=|!=|==|=|<|>)\s*(.*?)\s*$/.exec(text)
  if (match) return { name: match[1] as string, operator: match[2] as Operator, value: match[3] as string }
  throw new ConfigError({
    code: 'bad-condition',
    path: '',
    message: `'${text}' is not a condition`,
    source: { kind: 'override', text, range: [0, text.length], origin: 'command line' },
    hint: "write one such as 'optimizer.lr<0.1' or 'status=done'",
  })
}

function holds(actual: FlatValue | undefined, { operator, value }: Condition): boolean {
  if (actual === undefined) return operator === '!='
  const order = compareValues(actual, asValue(value, actual))
  switch (operator) {
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    case '!=':
      return order !== 0
    default:
      return order === 0
  }
}

function asValue(text: string, like: FlatValue): FlatValue {
  if (typeof like === 'string') return text
  if (text !== '' && Number.isFinite(Number(text))) return Number(text)
  try {
    return JSON.parse(text) as FlatValue
  } catch {
    return text
  }
}

/** Numbers by size, all else by its text; NaN where the two cannot be ordered, so that no comparison holds. */
export function compareValues(a: FlatValue, b: FlatValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [x, y] = [a, b].map((value) => (typeof value === 'string' ? value : JSON.stringify(value))) as [string, string]
  if (x === y) return 0
  if (typeof a !== typeof b) return Number.NaN
  return x < y ? -1 : 1
}

import type { FlatValue } from '../rundir/flat-config.js'
import type { RunSummary } from '../rundir/run-index.js'
import { ConfigError } from '../util/diagnostic.js'
import { didYouMean } from '../util/suggest.js'
import { fieldOf, isGroup, type KnownFields, knownFields } from './run-fields.js'

type Operator = '<' | '<=' | '>' | '>=' | '=' | '==' | '!='

interface Condition {
  name: string
  operator: Operator
  value: string
}

/**
 * The runs for which all conditions hold, such as `optimizer.lr<0.1`, `acc>=0.9`, `status=done`, `optimizer!=SGD`. A
 * run without the value fails every condition but `!=`.
 * @throws ConfigError where a condition cannot be read, or no run knows its key
 */
export function selectRuns(runs: readonly RunSummary[], conditions: readonly string[]): RunSummary[] {
  const known = knownFields(runs)
  const parsed = conditions.map((text) => parseCondition(text))
  for (const [i, condition] of parsed.entries()) {
    const text = conditions[i] as string
    requireField(condition.name, known, text)
    if (runs.length === 0) continue
    requireNumber(condition, runs, text)
    requireWord(condition, runs, text)
  }
  return runs.filter((run) => parsed.every((condition) => holds(run, condition)))
}

/** What conditions are about. */
export function conditionNames(conditions: readonly string[]): string[] {
  return conditions.map((text) => parseCondition(text).name)
}

/** What jobs and records call the figures of a table. */
const OTHER_NAMES: Readonly<Record<string, string | undefined>> = { avg_acc: 'acc', avg_loss_cls: 'loss' }

/** @throws ConfigError where no run has a value of this name */
export function requireField(name: string, known: KnownFields, text: string): void {
  if (known.has(name)) return
  const hint = OTHER_NAMES[name] === undefined ? didYouMean(name, known) : `did you mean '${OTHER_NAMES[name]}'?`
  const source = { kind: 'override', text, range: [0, name.length], origin: 'command line' } as const
  throw new ConfigError({
    code: 'no-such-field',
    path: '',
    message: `no run here has '${name}'`,
    source,
    hint,
  })
}

function parseCondition(text: string): Condition {
  const [start, name, operator] = /^\s*([^\s<>=!]+)\s*(<=|>=|!=|==|=|<|>)/.exec(text) ?? []
  if (start === undefined) throw badCondition(text, `'${text}' is not a condition`, [0, text.length])
  const value = text.slice(start.length).trim()
  if (value !== '') return { name: name as string, operator: operator as Operator, value }
  throw badCondition(text, `'${operator}' has no value after it`, [text.length, text.length + 1])
}

function badCondition(text: string, message: string, range: readonly [number, number]): ConfigError {
  const source = { kind: 'override', text, range, origin: 'command line' } as const
  const hint = "write one such as 'optimizer.lr<0.1' or 'status=done'"
  return new ConfigError({ code: 'bad-condition', path: '', message, source, hint })
}

/** @throws ConfigError if a number would be compared with something that is no number */
function requireNumber({ name, operator, value }: Condition, runs: readonly RunSummary[], text: string): void {
  if (!/[<>]/.test(operator) || Number.isFinite(Number(value))) return
  const numeric = runs.some((run) => typeof fieldOf(run, name) === 'number')
  const start = text.lastIndexOf(value)
  if (numeric) throw badCondition(text, `'${name}' is a number, and '${value}' is none`, [start, start + value.length])
}

/** What a status or a kind may be. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  status: ['running', 'done', 'pruned', 'failed', 'interrupted', 'killed', 'unreadable'],
  kind: ['train', 'eval'],
}

/** @throws ConfigError where a run's status or kind is compared with what none can be */
function requireWord({ name, value }: Condition, runs: readonly RunSummary[], text: string): void {
  const words = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined
  if (!words || words.includes(value) || runs.some((run) => fieldOf(run, name) === value)) return
  const start = text.lastIndexOf(value)
  const source = { kind: 'override', text, range: [start, start + value.length], origin: 'command line' } as const
  throw new ConfigError({
    code: 'bad-condition',
    path: '',
    message: `no run's ${name} is ever '${value}'`,
    source,
    hint: didYouMean(value, words) ?? `one of ${words.join(', ')}`,
  })
}

function holds(run: RunSummary, { name, operator, value }: Condition): boolean {
  const actual = fieldOf(run, name)
  if (actual === undefined) return operator === '!='
  const order =
    isGroup(run, name) && optionName(String(actual)) === optionName(value)
      ? 0
      : compareValues(actual, asValue(value, actual))
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

/** `StepLR` and `step_lr` are the same option: one is its class, the other what is typed. */
function optionName(text: string): string {
  return text.toLowerCase().replaceAll('_', '')
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

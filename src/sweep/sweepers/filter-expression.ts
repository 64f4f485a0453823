import { compileExpression, type Operators } from 'filtrex'
import { isMap } from '../../util/is-map.js'
import { bracketHint } from './bracket-hint.js'

/** What is wrong with a text that is no expression. */
export interface ExpressionFault {
  message: string
  hint: string | undefined
  /** Where in the text; its length where something is missing at its end. */
  at: number
}

/** An expression that was read: what it comes to for the values of its names, or an error, as filtrex gives it. */
export type Expression = (valueNamed: (name: string) => unknown) => unknown

/** Reads an expression. It is parsed, not run as code. */
export function readExpression(text: string): Expression | ExpressionFault {
  const outdated = outdatedIn(text)
  if (outdated) return outdated
  let valueNamed: (name: string) => unknown = () => undefined
  const read = (lines: string) => {
    const own = { operators: OPERATORS, extraFunctions: FUNCTIONS }
    return compileExpression(lines, { customProp: (name) => valueNamed(name), ...own })
  }
  try {
    const compute = read(text)
    return (values) => {
      valueNamed = values
      return compute({})
    }
  } catch {
    return faultOf(text, (line) => read(line))
  }
}

/** What filtrex would take, with a line on standard error that says not to write it: it is refused. */
function outdatedIn(text: string): ExpressionFault | undefined {
  let quote = ''
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] as string
    if (quote !== '') {
      if (sign === '\\') at++
      else if (sign === quote) quote = ''
    } else if (sign === "'" || sign === '"') quote = sign
    else if (sign === '%' || sign === '?') return misplaced(sign, sign, at)
  }
  return undefined
}

/** filtrex takes a list of one for what is in it: here a number is a number. */
function compared(compare: (a: number, b: number) => boolean) {
  return (a: unknown, b: unknown): boolean => compare(asNumber(a), asNumber(b))
}

function computed(sign: string, compute: (a: number, b: number) => number) {
  return (one: unknown, other: unknown): number => {
    const [a, b] = [asNumber(one), asNumber(other)]
    return finite(compute(a, b), [a, b], () => `(${a}) ${sign} (${b})`)
  }
}

function asNumber(value: unknown): number {
  if (typeof value === 'number') return value
  const what = typeof value === 'string' ? `the text '${value}'` : (JSON.stringify(value) ?? 'nothing')
  throw new TypeError(`a number is needed, and ${what} is none`)
}

/** What is compared are two things that are never equal, whatever they hold: the condition was meant otherwise. */
export class NeverEqual extends TypeError {
  constructor(
    readonly sign: '==' | '!=',
    /** A map, a list, or a number. */
    readonly value: object | number,
    readonly other: string | number | boolean,
  ) {
    super('values that are never equal are compared')
  }
}

function areEqual(a: unknown, b: unknown, sign: '==' | '!='): boolean {
  for (const [value, other] of [
    [a, b],
    [b, a],
  ]) {
    const isOfMany = typeof value === 'object' && value !== null
    if (isOfMany && isPlain(other)) throw new NeverEqual(sign, value, other)
    // A text that is no numeral may be what the key has in other jobs.
    if (typeof value === 'number' && typeof other === 'string' && isNumeral(other))
      throw new NeverEqual(sign, value, other)
  }
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, place) => areEqual(item, b[place], sign))
  if (isMap(a) && isMap(b)) {
    const keys = Object.keys(a)
    const isSame = keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key))
    return isSame && keys.every((key) => areEqual(a[key], b[key], sign))
  }
  return a === b
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

function isNumeral(text: string): boolean {
  return text.trim() !== '' && !Number.isNaN(Number(text))
}

/** A condition on what is infinite holds, or does not, whatever was meant. */
function divided(a: number, b: number): number {
  if (b === 0) throw new RangeError(`${a} is divided by 0`)
  return a / b
}

/** As Python has it: of the sign of the divisor. */
function rest(a: number, b: number): number {
  divided(a, b)
  return ((a % b) + b) % b
}

/** The same of what is not finite, and was computed from numbers that are. */
function finite(value: number, of: readonly number[], shown: () => string): number {
  if (!Number.isFinite(value) && of.every(Number.isFinite)) throw new RangeError(`${shown()} is no finite number`)
  return value
}

const sum = computed('+', (a, b) => a + b)
const difference = computed('-', (a, b) => a - b)

const OPERATORS: Operators & { mod: unknown } = {
  '==': (a: unknown, b: unknown) => areEqual(a, b, '=='),
  '!=': (a: unknown, b: unknown) => !areEqual(a, b, '!='),
  '+': (a: unknown, b: unknown) => (typeof a === 'string' && typeof b === 'string' ? a + b : sum(a, b)),
  '*': computed('*', (a, b) => a * b),
  '/': computed('/', divided),
  mod: computed('mod', rest),
  '^': computed('^', (a, b) => a ** b),
  '<': compared((a, b) => a < b),
  '<=': compared((a, b) => a <= b),
  '>': compared((a, b) => a > b),
  '>=': compared((a, b) => a >= b),
  '-': (a: unknown, b: unknown) => (b === undefined ? -asNumber(a) : difference(a, b)),
}

function ofNumbers(name: string, compute: (...numbers: number[]) => number) {
  return (...values: unknown[]) => {
    const numbers = values.map(asNumber)
    return finite(compute(...numbers), numbers, () => `${name}(${numbers.join(', ')})`)
  }
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  throw new TypeError(`a list or a text has a length, and ${JSON.stringify(value)} is none`)
}

const { abs, ceil, floor, log, log2, log10, max, min, round, sqrt } = Math
const NUMERIC = { abs, ceil, floor, log, log2, log10, max, min, round, sqrt }

const FUNCTIONS: Readonly<Record<string, (...values: never[]) => number>> = {
  ...Object.fromEntries(Object.entries(NUMERIC).map(([name, compute]) => [name, ofNumbers(name, compute)])),
  len: lengthOf,
}

/** Functions that filtrex has beside these: whether a value is not null, and whether it is null or of no length. */
const OF_THE_PARSER = ['exists', 'empty']

/** What is wrong with a function that is not there; undefined of another error. */
export function unknownFunction(error: Error): { name: string; known: readonly string[] } | undefined {
  const { functionName } = error as { functionName?: string }
  return functionName === undefined
    ? undefined
    : { name: functionName, known: [...Object.keys(FUNCTIONS), ...OF_THE_PARSER] }
}

/** Signs of other languages, and what is written here. */
const WRITTEN: Readonly<Record<string, string>> = {
  ...{ '=': '==', '&': 'and', '|': 'or', '!': 'not' },
  ...{ '%': 'mod', '?': 'if … then … else …' },
}

/**
 * Of the parser's message the place: below an excerpt of at most twenty signs before it stands a caret. The excerpt
 * has no line breaks, so it is read as one line.
 */
function faultOf(text: string, read: (line: string) => unknown): ExpressionFault {
  const line = text.replaceAll(/[\r\n]/g, ' ')
  const [, excerpt = '', dashes = ''] = messageOf(() => read(line)).split('\n')
  const [before, after] = [excerpt.startsWith('...') ? 3 : 0, excerpt.endsWith('...') ? -3 : undefined]
  const start = Math.max(0, line.indexOf(excerpt.slice(before, after)))
  const at = Math.min(text.length, start + Math.max(0, dashes.indexOf('^') - before))
  const rest = text.slice(at).trimStart()
  if (rest === '') return { message: 'ends where a value is missing, or a bracket', hint: undefined, at: text.length }
  const [sign = ''] = rest
  const [found = sign] = /^(\w+|[=&|!]+)/.exec(rest) ?? []
  const fault = misplaced(found, sign, at)
  return sign === '[' ? { ...fault, hint: bracketHint(text, text.indexOf('[', at)) } : fault
}

function misplaced(found: string, sign: string, at: number): ExpressionFault {
  const written = WRITTEN[sign]
  return { message: `has '${found}' where it cannot stand`, hint: written && `write '${written}' for it`, at }
}

function messageOf(action: () => unknown): string {
  try {
    action()
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

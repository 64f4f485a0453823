import { didYouMean } from '../../util/suggest.js'
import { asTyped } from '../tried-hints.js'
import { CastFailure } from './cast-number.js'
import { type CastName, cast } from './casts.js'
import { NoOrder } from './compare.js'
import { type OverrideContext, overrideError, quoteHint } from './errors.js'
import { isNumber } from './numbers.js'
import { sort } from './sort.js'
import { choice, glob, interval, isPlain, range, SweepMistake, shuffle, simpleChoice, tag } from './sweeps.js'
import { inOwnWords } from './their-spaces.js'
import type { Arguments, Element, ListEdit, Range } from './types.js'

export interface Call {
  readonly name: string
  readonly nameRange: Range
  readonly args: readonly Element[]
  readonly named: ReadonlyMap<string, NamedArgument>
  readonly range: Range
}

export interface NamedArgument {
  readonly nameRange: Range
  readonly value: Element
}

type Test = (element: Element) => boolean

interface Parameter {
  readonly test: Test
  readonly expected: string
  readonly required?: boolean
}

interface Signature {
  /** What positional arguments must be, where any number is taken; the parameters are then given by name alone. */
  readonly rest?: Parameter
  readonly parameters: Readonly<Record<string, Parameter>>
  /** The arguments are values, not names or numbers: a quoted one stays a string wherever it is printed. */
  readonly keepsQuotes?: boolean
  readonly evaluate: (args: Arguments, context: OverrideContext) => Element
}

const isNull: Test = ({ kind }) => kind === 'null'
const isSweep: Test = ({ kind }) => kind === 'choice' || kind === 'range' || kind === 'interval' || kind === 'zip'
const isSortable: Test = ({ kind }) => kind === 'choice' || kind === 'range'

const castable: Parameter = { test: (e) => isPlain(e) || isNull(e) || isSweep(e), expected: 'a value or a sweep' }
const number: Parameter = { test: isNumber, expected: 'a number' }
const names: Parameter = {
  test: ({ kind }) => kind === 'list' || kind === 'string',
  expected: 'a name or a list of names',
}
const sweepOrNull: Parameter = { test: (e) => isSortable(e) || isNull(e), expected: 'a choice or a range' }
const listOrNull: Parameter = { test: (e) => e.kind === 'list' || isNull(e), expected: 'a list' }
const optional = (parameter: Parameter): Parameter => ({ ...parameter, test: (e) => isNull(e) || parameter.test(e) })
const required = (parameter: Parameter): Parameter => ({ ...parameter, required: true })

const signatures = new Map<string, Signature>([
  ...(['int', 'float', 'str', 'bool'] as const).map((name) => [name, castSignature(name)] as const),
  [
    'choice',
    {
      rest: {
        test: (e) => isPlain(e) || e.kind === 'choice',
        expected: 'a value (not null, and no range or interval)',
      },
      parameters: {},
      evaluate: choice,
    },
  ],
  ['range', { parameters: { start: required(number), stop: optional(number), step: number }, evaluate: range }],
  ['interval', { parameters: { start: required(number), end: required(number) }, evaluate: interval }],
  [
    'tag',
    {
      rest: { test: (e) => e.kind === 'string' || isSweep(e), expected: 'a tag, or the sweep as the last argument' },
      parameters: { sweep: optional({ test: isSweep, expected: 'a sweep' }) },
      evaluate: tag,
    },
  ],
  [
    'sort',
    {
      rest: { test: (e) => isPlain(e) || isSortable(e), expected: 'a value, a list, a choice or a range' },
      parameters: {
        sweep: sweepOrNull,
        list: listOrNull,
        reverse: { test: ({ kind }) => kind === 'bool', expected: 'true or false' },
      },
      evaluate: sort,
    },
  ],
  [
    'shuffle',
    {
      rest: {
        test: (e) => isPlain(e) || isSortable(e) || e.kind === 'zip',
        expected: 'a value, a list or a discrete sweep',
      },
      parameters: { sweep: sweepOrNull, list: listOrNull },
      evaluate: shuffle,
    },
  ],
  ['glob', { parameters: { include: required(names), exclude: optional(names) }, evaluate: glob }],
  ...(['append', 'prepend', 'remove', 'extend_list'] as const).map((edit) => [edit, listEditSignature(edit)] as const),
])

/** The names that a value may call; `zip` is read by the parser, since its argument names are keys. */
const functionNames: readonly string[] = [...signatures.keys(), 'zip']

/**
 * The value of a call.
 * @throws ConfigError for an unknown name, arguments that do not fit, and values that cannot be cast or sorted
 */
export function evaluate(call: Call, context: OverrideContext): Element {
  const signature = signatures.get(call.name)
  if (!signature) {
    throw overrideError(
      context,
      call.nameRange,
      `there is no function '${call.name}': expected ${functionNames.join(', ')}`,
      ownWordsHint(call, context) ?? didYouMean(call.name, functionNames) ?? quoteHint(context),
    )
  }
  const args = bind(call, signature, context)
  try {
    return { ...signature.evaluate(args, context), range: call.range }
  } catch (error) {
    if (error instanceof SweepMistake || error instanceof CastFailure) {
      throw overrideError(context, error.element?.range ?? call.range, `${call.name}: ${error.message}`)
    }
    if (error instanceof NoOrder) {
      const message = `${call.name}: ${describe(error.left)} and ${describe(error.right)} have no order`
      throw overrideError(context, error.left.range, message, 'numbers sort among numbers, strings among strings')
    }
    throw error
  }
}

/** Arguments by parameter, as Python binds them; strings among them lose their quotes. */
function bind(call: Call, signature: Signature, context: OverrideContext): Arguments {
  const parameters = Object.entries(signature.parameters)
  const named = new Map<string, Element>()
  const take = (parameter: Parameter, value: Element, name: string): Element => {
    const plain = signature.keepsQuotes ? value : withoutQuote(value)
    if (parameter.test(plain)) return plain
    const what = name === '' ? call.name : `${call.name}(${name}=…)`
    throw overrideError(context, value.range, `${what} takes ${parameter.expected}, not ${describe(value)}`)
  }
  const rest: Element[] = []
  for (const [i, value] of call.args.entries()) {
    if (signature.rest) {
      rest.push(take(signature.rest, value, ''))
      continue
    }
    const [name, parameter] = parameters[i] ?? []
    if (name === undefined || parameter === undefined) {
      throw overrideError(context, value.range, `${call.name} takes at most ${parameters.length} arguments`)
    }
    named.set(name, take(parameter, value, name))
  }
  for (const [name, { nameRange, value }] of call.named) {
    const parameter = Object.hasOwn(signature.parameters, name) ? signature.parameters[name] : undefined
    if (!parameter) {
      const known = parameters.map(([known]) => known)
      const hint = didYouMean(name, known) ?? (known.length ? `its names are ${known.join(', ')}` : 'it takes no names')
      throw overrideError(context, nameRange, `${call.name} has no argument '${name}'`, hint)
    }
    if (named.has(name)) throw overrideError(context, nameRange, `${call.name} is given '${name}' twice`)
    named.set(name, take(parameter, value, name))
  }
  const missing = parameters.find(([name, parameter]) => parameter.required && !named.has(name))
  if (missing) throw overrideError(context, call.range, `${call.name} needs '${missing[0]}'`, boundHint(call, context))
  return { rest, named, range: call.range }
}

/** Who comes from another library writes its spaces. */
function ownWordsHint(call: Call, context: OverrideContext): string | undefined {
  const own = inOwnWords(call, context.text)
  return own === undefined ? undefined : writtenHint('write', own, call, context)
}

/** One number is taken for the upper end, as a range's is. */
function boundHint(call: Call, context: OverrideContext): string | undefined {
  const [only, ...others] = call.args
  if (call.name !== 'interval' || others.length > 0 || call.named.size > 0) return undefined
  if (!only || !isNumber(only) || Number(only.value) <= 0) return undefined
  return writtenHint('such as', `interval(0,${context.text.slice(...only.range)})`, call, context)
}

function writtenHint(lead: string, own: string, { range: [start, end] }: Call, { text, tries }: OverrideContext) {
  const written = `${text.slice(0, start)}${own}${text.slice(end)}`
  return tries?.([written], { instead: text }) ? `${lead} ${asTyped(written)}` : undefined
}

function withoutQuote(element: Element): Element {
  return element.kind === 'string' && element.quote
    ? { kind: 'string', value: element.value, range: element.range }
    : element
}

function castSignature(name: CastName): Signature {
  return {
    rest: castable,
    parameters: { value: castable },
    evaluate: ({ rest, named, range }, context) => {
      const value = named.get('value')
      const given = value && value.kind !== 'null' ? value : undefined
      if (given && rest.length > 0) throw new SweepMistake('give the value either by position or by name')
      if (given) return cast(name, given, context)
      if (rest.length === 0) throw new SweepMistake('needs a value')
      return cast(name, rest.length === 1 ? (rest[0] as Element) : simpleChoice(rest, range), context)
    },
  }
}

function listEditSignature(edit: ListEdit['edit']): Signature {
  return {
    keepsQuotes: true,
    rest: { test: (e) => isPlain(e) || isNull(e), expected: 'values' },
    parameters: {},
    evaluate: ({ rest, range }) => {
      if (rest.length === 0 && edit !== 'extend_list') throw new SweepMistake('needs at least one value')
      return { kind: 'list-edit', edit, items: rest, range }
    },
  }
}

/** A value as a message names it: `a list`, `an int`. */
export function describe(element: Element): string {
  switch (element.kind) {
    case 'null':
      return 'null'
    case 'string':
      return `the string ${JSON.stringify(element.value)}`
    case 'int':
    case 'interval':
      return `an ${element.kind}`
    case 'list-edit':
      return `${element.edit}(…)`
    default:
      return `a ${element.kind}`
  }
}

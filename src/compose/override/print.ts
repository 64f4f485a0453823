import { formatFloat } from '../../util/python-number.js'
import { sorted } from './compare.js'
import { type OverrideContext, overrideError } from './errors.js'
import { tokenize } from './lexer.js'
import { escaped, quoted } from './quote.js'
import { globAsDict } from './to-node.js'
import type { Element, Override } from './types.js'

/**
 * A value's canonical text, as Hydra passes it on to a job: strings escaped, bools as Python prints them.
 * @throws ConfigError where a sweep stands inside
 */
export function elementText(element: Element, context: OverrideContext): string {
  switch (element.kind) {
    case 'null':
      return 'null'
    case 'bool':
      return element.value ? 'True' : 'False'
    case 'int':
      return String(element.value)
    case 'float':
      return formatFloat(element.value)
    case 'string':
      return element.quote ? quoted(element.value, element.quote) : escaped(element.value)
    case 'list':
      return `[${texts(element.items, context)}]`
    case 'dict':
      return `{${element.entries.map((entry) => entry.map((part) => elementText(part, context)).join(':')).join(',')}}`
    case 'list-edit':
      return `${element.edit}(${texts(element.items, context)})`
    case 'glob':
      return elementText(globAsDict(element, context), context)
    default:
      throw overrideError(context, element.range, `a sweep (${element.kind}) cannot be inside another value`)
  }
}

function texts(items: readonly Element[], context: OverrideContext): string {
  return items.map((item) => elementText(item, context)).join(',')
}

/**
 * An override's text from its parts, so that parsing it gives the same override: `parseOverride(printOverride(o))`
 * equals `o` but for places.
 */
export function printOverride(override: Pick<Override, 'keyElement' | 'element'>): string {
  const { keyElement, element } = override
  if (element === null) return keyElement
  if (element.kind === 'string' && element.value === '' && !element.quote) return `${keyElement}=`
  if (
    element.kind === 'choice' &&
    element.simpleForm &&
    !element.shuffle &&
    !element.tags.length &&
    element.list.length > 1
  ) {
    return `${keyElement}=${printList(element.list)}`
  }
  return `${keyElement}=${print(element)}`
}

function printList(items: readonly Element[]): string {
  return items.map(print).join(',')
}

function print(element: Element): string {
  switch (element.kind) {
    case 'null':
      return 'null'
    case 'bool':
      return String(element.value)
    case 'int':
      return String(element.value)
    case 'float':
      return formatFloat(element.value)
    case 'string':
      if (element.quote) return quoted(element.value, element.quote)
      // A cast gives strings that no unquoted text can hold: `1`, an empty one, a line break.
      return isUnquoted(element.value) ? escaped(element.value) : `str(${quoted(element.value, '"')})`
    case 'list':
      return `[${printList(element.items)}]`
    case 'dict':
      return `{${element.entries.map(([key, value]) => `${printKey(key)}:${print(value)}`).join(',')}}`
    case 'list-edit':
      return `${element.edit}(${printList(element.items)})`
    case 'glob':
      return `glob([${printList(element.include)}],[${printList(element.exclude)}])`
    default: {
      const sweep = printSweep(element)
      return element.tags.length ? `tag(${element.tags.map((tag) => quoted(tag, '"')).join(',')},${sweep})` : sweep
    }
  }
}

function printKey(key: Element): string {
  return key.kind === 'string' ? escaped(key.value) : print(key)
}

function printSweep(sweep: Extract<Element, { tags: readonly string[] }>): string {
  switch (sweep.kind) {
    case 'range': {
      const plain = `range(${print(sweep.start)},${print(sweep.stop)},${print(sweep.step)})`
      const range = (sweep.casts ?? []).reduce((text, name) => `${name}(${text})`, plain)
      return sweep.shuffle ? `shuffle(${range})` : range
    }
    case 'interval': {
      const interval = `interval(${print(sweep.start)},${print(sweep.end)})`
      return sweep.start.kind === 'int' ? `int(${interval})` : interval
    }
    case 'zip': {
      const zip = `zip(${sweep.members.map(({ key, values }) => `${key}=[${printList(values)}]`).join(',')})`
      return sweep.shuffle ? `shuffle(${zip})` : zip
    }
    case 'choice': {
      const list = printList(sweep.list)
      if (!sweep.simpleForm) return sweep.shuffle ? `shuffle(choice(${list}))` : `choice(${list})`
      return sweep.shuffle ? `shuffle(${list})` : printSimple(sweep.list)
    }
  }
}

/**
 * A simple choice where commas mean something else: only a cast or `sort` gives one there, so one of them gives it
 * back.
 */
function printSimple(list: readonly Element[]): string {
  const text = printList(list)
  if (list.length < 2) return `str(shuffle(${text}))`
  const [kind, another] = new Set(list.flatMap(scalarKinds))
  if (another === undefined) return `${kind === undefined || kind === 'string' ? 'str' : kind}(${text})`
  const ascending = sorted(list, false).every((item, i) => item === list[i])
  return ascending ? `sort(${text})` : `sort(${text},reverse=true)`
}

/** The kinds that a cast has left in a value; those of a dict's keys it leaves alone. */
function scalarKinds(element: Element): string[] {
  switch (element.kind) {
    case 'list':
      return element.items.flatMap(scalarKinds)
    case 'dict':
      return element.entries.flatMap(([, value]) => scalarKinds(value))
    case 'choice':
      return element.list.flatMap(scalarKinds)
    case 'range':
    case 'interval':
      return [element.start.kind]
    default:
      return [element.kind]
  }
}

/** Whether the text, escaped, is read as this string again: not as a number, a word with a meaning, or not at all. */
function isUnquoted(text: string): boolean {
  const tokens = tokenize(`=${escaped(text)}`).slice(1, -1)
  const [first, ...rest] = tokens
  if (!first || first.type === 'quoted' || tokens.some(({ type }) => type === 'unknown' || type === 'quoted'))
    return false
  return rest.length > 0 || first.type === 'id' || first.type === 'escape' || first.type === 'character'
}

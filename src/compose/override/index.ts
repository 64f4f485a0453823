import { checkInterpolation } from '../../config/interpolation/check.js'
import type { Node } from '../../config/node.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import type { Tries } from '../tried-hints.js'
import { DEFAULT_VERSION_BASE, type VersionBase } from '../version-base.js'
import { enumerate } from './enumerate.js'
import { type OverrideContext, overrideError, sourceOf } from './errors.js'
import { type Parsed, parse } from './parser.js'
import { elementText } from './print.js'
import { toNode } from './to-node.js'
import type { Element, ListEdit, Override, Sweep, ValueType } from './types.js'

export { bareKey } from './bare-key.js'
export { printOverride } from './print.js'
export type * from './types.js'

export interface ParseOptions {
  /** Who gives the override, for messages. Default: `command line`. */
  origin?: string
  /** Seeds `shuffle`, which depends on nothing else but the override's text. Default: 0. */
  seed?: number
  /** By whose rules. Default: `1.3`. */
  versionBase?: VersionBase | undefined
  /** Called where 1.3 gives values that 1.4 does not. Default: nobody is told. */
  warn?: ((warning: Diagnostic) => void) | undefined
  /** Tells which hints work. Default: those that can be read. */
  tries?: Tries | undefined
}

/**
 * Reads one override by Hydra's grammar (and our additions: `zip`, `append`, `prepend`, `remove`).
 * @throws ConfigError placed at the character at fault
 */
export function parseOverride(
  text: string,
  { origin = 'command line', seed = 0, versionBase = DEFAULT_VERSION_BASE, warn, tries }: ParseOptions = {},
): Override {
  const context: OverrideContext = { text, origin, seed, versionBase, warn, tries: tries ?? areReadable }
  const { type, keyOrGroup, package: pack, keyRange, element, valueRange } = parse(context)
  const keyElement = prefixes[type] + keyOrGroup + (pack === null ? '' : `@${pack}`)
  const valueType = element && valueTypeOf(element)
  let value: Node | Sweep | ListEdit | null | undefined
  return {
    text,
    type,
    keyOrGroup,
    package: pack,
    keyElement,
    valueType,
    element,
    seed,
    versionBase,
    keySource: sourceOf(context, keyRange),
    source: sourceOf(context, valueRange),
    get value() {
      value ??= element && (isSweep(element) || element.kind === 'list-edit' ? element : toNode(element, context))
      return value
    },
    get valueText() {
      if (element && isSweep(element)) throw overrideError(context, valueRange, 'a sweep is no single value')
      return element ? elementText(element, context) : 'null'
    },
    values: () => values(element, valueRange, context),
  }
}

/** Whether overrides can be read, interpolations and all. */
const areReadable: Tries = (overrides) =>
  overrides.every((text) => {
    try {
      parse({ text, origin: '', seed: 0, versionBase: DEFAULT_VERSION_BASE })
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return false
    }
    return !text.includes('${') || checkInterpolation({ kind: 'interpolation', value: text }, () => '') === undefined
  })

/** Whether an override stands for several jobs. */
export function isSweepOverride(override: Override): boolean {
  return override.element !== null && isSweep(override.element)
}

/** What the functions of this folder ask for besides an element. */
export function contextOf({ text, source, seed, versionBase }: Override): OverrideContext {
  return { text, origin: source.origin, seed, versionBase }
}

const prefixes = { CHANGE: '', ADD: '+', FORCE_ADD: '++', DEL: '~' } as const

const sweepTypes = {
  range: 'RANGE_SWEEP',
  interval: 'INTERVAL',
  glob: 'GLOB_CHOICE_SWEEP',
  zip: 'ZIP_SWEEP',
} as const satisfies Partial<Record<Element['kind'], ValueType>>

function valueTypeOf(element: Element): ValueType {
  if (element.kind === 'choice') return element.simpleForm ? 'SIMPLE_CHOICE_SWEEP' : 'CHOICE_SWEEP'
  if (element.kind === 'list-edit') return 'LIST_EDIT'
  return isSweep(element) ? sweepTypes[element.kind as keyof typeof sweepTypes] : 'ELEMENT'
}

function isSweep(element: Element): element is Sweep {
  return element.kind === 'choice' || element.kind in sweepTypes
}

function values(element: Element | null, range: Parsed['valueRange'], context: OverrideContext): string[] {
  if (element?.kind === 'choice' || element?.kind === 'range') {
    return Array.from(enumerate(element, context), (value) => elementText(value, context))
  }
  const what =
    element && isSweep(element) ? `a sweep of kind ${element.kind} has no values of its own` : 'this is no sweep'
  throw overrideError(context, range, what, 'only choices and ranges can be enumerated')
}

import { sweptValues } from '../../compose/expand-sweep.js'
import { enumerate, rangeSize } from '../../compose/override/enumerate.js'
import { overrideError } from '../../compose/override/errors.js'
import {
  contextOf,
  type Element,
  isSweepOverride,
  type Override,
  parseOverride,
  type Sweep,
} from '../../compose/override/index.js'
import { elementText } from '../../compose/override/print.js'
import { asTyped } from '../../compose/tried-hints.js'
import { ConfigError } from '../../util/diagnostic.js'
import { formatFloat } from '../../util/python-number.js'
import { didYouMean } from '../../util/suggest.js'
import type { Dimension, SearchSpace } from './dimension.js'
import type { JobOverrides, SweepSpace } from './sweeper.js'

/**
 * The space that overrides and parameters span: `interval(a,b)` is searched continuously, `range` by its steps, every
 * other sweep by its values; `tag(log,…)` searches on a logarithmic scale, `tag(int,…)` whole numbers.
 * @throws ConfigError where there is nothing to search, or a sweep has no values
 */
export function searchSpace(
  { overrides, repository, warn }: Pick<SweepSpace, 'overrides' | 'repository' | 'warn'>,
  params: Readonly<Record<string, string>>,
): SearchSpace {
  const rules = { versionBase: repository.versionBase, warn: repository.warn }
  const given = Object.entries(params).map(([key, value]) =>
    parseOverride(`${key}=${value}`, { origin: 'hydra.sweeper.params', ...rules }),
  )
  const byKey = new Map<string, Override>()
  for (const override of [...given, ...overrides.map((text) => parseOverride(text, rules))]) {
    byKey.set(override.keyElement, override)
  }
  const dimensions: Dimension[] = []
  const fixed: string[] = []
  for (const override of byKey.values()) {
    if (override.element === null || !isSweepOverride(override)) fixed.push(fixedText(override))
    else {
      dimensions.push(dimensionOf(override, override.element as Sweep, repository))
      warnOfTags(override, override.element as Sweep, warn)
    }
  }
  if (dimensions.length > 0) return { dimensions, fixed }
  throw new ConfigError({
    code: 'nothing-to-search',
    path: 'hydra.sweeper.params',
    message: 'the sweep has nothing to search: no override and no parameter has several values',
    hint: "such as 'optimizer.lr=tag(log,interval(0.001,1))'",
  })
}

function fixedText({ element, keyElement, valueText }: Override): string {
  return element === null ? keyElement : `${keyElement}=${valueText}`
}

function dimensionOf(override: Override, sweep: Sweep, repository: SweepSpace['repository']): Dimension {
  const { keyElement: name } = override
  const context = contextOf(override)
  const tags = 'tags' in sweep ? sweep.tags : []
  const log = tags.includes('log')
  const ofText = (text: string) => [`${name}=${text}`]
  if (sweep.kind === 'interval') {
    const [low, high] = [Number(sweep.start.value), Number(sweep.end.value)]
    // Its bounds are floats unless `int(…)` has made them whole.
    const whole = tags.includes('int') || sweep.start.kind === 'int'
    checkBounds(override, sweep, { low, high, log })
    if (!whole) {
      return { name, kind: 'float', low, high, log, step: null, overrides: (value) => ofText(formatFloat(value)) }
    }
    return { name, kind: 'int', low, high, log, step: 1, overrides: (value) => ofText(String(Math.round(value))) }
  }
  if (sweep.kind === 'range' && rangeSize(sweep, context) > 0 && !sweep.shuffle) {
    const values = [...enumerate(sweep, context)] as Extract<Element, { kind: 'int' | 'float' }>[]
    // Values that are cast may lie anyhow: they are searched by what they are cast from.
    const steps = [...enumerate({ ...sweep, casts: [] }, context)] as typeof values
    const numbers = steps.map(({ value }) => Number(value))
    const [first, last] = [numbers[0] as number, numbers.at(-1) as number]
    const isInt = steps.every(({ kind }) => kind === 'int')
    const step = Math.abs(numbers.length > 1 ? (numbers[1] as number) - first : 1)
    const [low, high] = [Math.min(first, last), Math.max(first, last)]
    checkBounds(override, sweep, { low, high, log })
    const place = (value: number) =>
      Math.min(values.length - 1, Math.max(0, Math.round(Math.abs(value - first) / step)))
    const overrides = (value: number) => ofText(elementText(values[place(value)] as Element, context))
    return { name, kind: isInt ? 'int' : 'float', low, high, log, step, overrides }
  }
  const rows = sweptValues(override, repository)
  if (rows.length === 0) throw overrideError(context, sweep.range, `'${override.text}' has no values`)
  const labels = rows.map((row) => row.map((text) => text.slice(text.indexOf('=') + 1)).join(' '))
  const last = rows.length - 1
  const overrides = (value: number) => rows[Math.round(value)] as JobOverrides
  return { name, kind: 'category', low: 0, high: last, log: false, step: 1, overrides, labels }
}

/** The tags that a search reads. */
const TAGS = ['log', 'int']

/** Of numbers, whose scale a tag was perhaps meant to tell. */
function warnOfTags({ keyElement }: Override, sweep: Sweep, warn: SweepSpace['warn']): void {
  if (sweep.kind !== 'interval' && sweep.kind !== 'range') return
  for (const tag of sweep.tags.filter((each) => !TAGS.includes(each))) {
    warn?.({
      code: 'no-effect',
      severity: 'warning',
      path: keyElement,
      message: `the tag '${tag}' of '${keyElement}' means nothing to a search`,
      hint: didYouMean(tag, TAGS) ?? "tags are 'log' and 'int'",
    })
  }
}

function checkBounds(
  override: Override,
  sweep: Sweep,
  { low, high, log }: { low: number; high: number; log: boolean },
): void {
  const context = contextOf(override)
  const { text } = override
  const such = (from: number, to: number) =>
    sweep.kind === 'interval' && INTERVAL.test(text)
      ? `such as ${asTyped(text.replace(INTERVAL, `interval(${from},${to})`))}`
      : undefined
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
    const hint = low > high && Number.isFinite(low - high) ? such(high, low) : undefined
    const message = `a search needs bounds, the lower one first, not ${low} and ${high}`
    throw overrideError(context, sweep.range, message, hint)
  }
  if (!log || low > 0) return
  const hint = high > 0 ? such(Number((high / 1000).toPrecision(3)), high) : undefined
  throw overrideError(context, sweep.range, `a logarithmic scale begins above 0, not at ${low}`, hint)
}

/** An interval in an override. */
export const INTERVAL = /\binterval\([^()]*\)/

/** The overrides of a job at a point, one value of each dimension. */
export function overridesAt({ dimensions, fixed }: SearchSpace, point: readonly number[]): string[] {
  return [...dimensions.flatMap((dimension, i) => dimension.overrides(point[i] as number)), ...fixed]
}

/** A value that the dimension has in its middle, on its own scale. */
export function middle(dimension: Dimension): number {
  const { low, high, log } = dimension
  return settled(dimension, log ? Math.sqrt(low * high) : (low + high) / 2)
}

/** A value that the dimension can have: within its bounds, on its steps. */
export function settled({ low, high, step }: Dimension, value: number): number {
  const stepped = step === null ? value : low + Math.round((value - low) / step) * step
  return Math.min(high, Math.max(low, stepped))
}

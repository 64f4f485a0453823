import type { MapNode } from '../config/node.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { maskTyped } from '../util/mask-named.js'
import { formatFloat } from '../util/python-number.js'
import { count, enumerate, maxValues, rangeSize } from './override/enumerate.js'
import { overrideError } from './override/errors.js'
import { contextOf, type Element, isSweepOverride, type Override, parseOverride, type Sweep } from './override/index.js'
import { matchGlob } from './override/match-glob.js'
import { elementText } from './override/print.js'
import { asTyped } from './tried-hints.js'
import { type VersionBase, warnOf13 } from './version-base.js'

export interface SweepOptions {
  /** The command line's overrides, in their order. */
  overrides: readonly (string | Override)[]
  /** `hydra.sweeper.params`, resolved: they come first, and an override of the same key replaces one in its place. */
  params?: MapNode | Readonly<Record<string, string>> | undefined
  /** Answers which options a group has, for `glob`, and says whose rules hold. */
  repository?: SweptConfigs | undefined
  /** More jobs than this are refused before any is made. Default: 1,000,000. */
  maxJobs?: number
  /** Seeds `shuffle`. Default: 0. */
  seed?: number
}

/** What a sweep asks of the configs. */
export interface SweptConfigs {
  /** Sorted names of the configs in a group. */
  options(group: string): string[]
  /** By whose rules sweeps are read. Default: `1.3`. */
  readonly versionBase?: VersionBase
  /** Options that 1.3 does not find and 1.4 does: those in the folders of `hydra.searchpath`. Default: none. */
  added?(group: string): string[]
  /** Told what 1.3 does, and 1.4 does not. */
  warn?(warning: Diagnostic): void
}

/** One key (or the keys of a zip) and what each job may have there. */
interface Dimension {
  readonly override: Override
  /** The size is known before any value is made. */
  readonly size: number
  values(): string[][]
}

/**
 * The overrides of each job of a sweep: every combination, the last key varying fastest, as Hydra's basic sweeper has
 * it.
 * @throws ConfigError for an override that cannot be read, an interval, two dimensions that set one key, and too many
 *   jobs
 */
export function expandSweep(options: SweepOptions): string[][] {
  const list = dimensionsOf(options)
  refuseSharedKeys(list)
  refuseSize(list, options.maxJobs ?? maxValues)
  return list.reduce<string[][]>(
    (jobs, next) => {
      const values = next.values()
      return jobs.flatMap((job) => values.map((value) => [...job, ...value]))
    },
    [[]],
  )
}

/** The overrides of each value of one sweep. @throws ConfigError for an interval, and for too many values */
export function sweptValues(sweep: Override, repository: SweepOptions['repository']): string[][] {
  return dimension(sweep, repository).values()
}

/** Chooses a sweeper that draws from intervals, and asks for nothing else. */
export const DRAWS = 'hydra/sweeper=random'

/** The overrides of a sweep's first job; of an interval, its start. @throws ConfigError where it has none */
export function firstJob(sweep: Override, repository: SweepOptions['repository']): string[] {
  const { element, keyElement } = sweep
  if (element?.kind === 'interval') return [`${keyElement}=${elementText(element.start, contextOf(sweep))}`]
  const { size, values } = dimension(sweep, repository)
  if (size > 0 && size <= maxValues) return values()[0] as string[]
  throw overrideError(contextOf(sweep), sweep.source.range, 'this sweep has no first job')
}

/** Of a sweep that has no jobs: which of its overrides have no values, and why. */
export function emptySweeps(options: SweepOptions): Diagnostic[] {
  return dimensionsOf(options)
    .filter(({ size }) => size === 0)
    .map(({ override }): Diagnostic => {
      const { text, keyOrGroup, source } = override
      return {
        code: 'no-jobs',
        path: keyOrGroup,
        source,
        ...whyEmpty(override, options.repository, `'${maskTyped(text)}'`),
      }
    })
}

function whyEmpty(
  { text, element, keyOrGroup }: Override,
  repository: SweptConfigs | undefined,
  shown: string,
): Pick<Diagnostic, 'message' | 'hint'> {
  if (element?.kind === 'range') {
    const [start, stop, step] = [element.start, element.stop, element.step].map(({ value }) => Number(value)) as Steps
    const way = step > 0 ? 'up' : 'down'
    if (start === stop) {
      const hint = RANGE.test(text) ? `for that value alone: ${asTyped(text.replace(RANGE, String(start)))}` : undefined
      return { message: `${shown} has no values: a range ends before its end`, hint }
    }
    const turned = text.replace(RANGE, `range(${[start, stop, -step].join(',')})`)
    const hint = RANGE.test(text) ? `to count ${step > 0 ? 'down' : 'up'}: ${asTyped(turned)}` : undefined
    return { message: `${shown} has no values: it counts ${way}, from ${start} to ${stop}`, hint }
  }
  if (element?.kind !== 'glob') return { message: `${shown} has no values` }
  const names = repository?.options(keyOrGroup) ?? []
  if (names.length > 0) return { message: `${shown} matches none of the options of ${keyOrGroup}: ${names.join(', ')}` }
  const [first = ''] = keyOrGroup.split('.')
  const hint = repository?.options(first).length
    ? `a group has options, such as ${asTyped(`${first}=glob(*)`)}`
    : undefined
  return { message: `${shown} finds nothing: there is no group '${keyOrGroup}'`, hint }
}

type Steps = [start: number, stop: number, step: number]

/** A range in an override's text. */
export const RANGE = /\brange\([^()]*\)/

/** The dimensions of a sweep, in their order. */
function dimensionsOf({ overrides, params, repository, seed = 0 }: SweepOptions): Dimension[] {
  const rules = { seed, versionBase: repository?.versionBase, warn: repository?.warn }
  const parsed = [
    ...paramTexts(params).map((text) => parseOverride(text, { origin: 'hydra.sweeper.params', ...rules })),
    ...overrides.map((given) => (typeof given === 'string' ? parseOverride(given, rules) : given)),
  ]
  const dimensions = new Map<string, Dimension>()
  for (const [i, override] of parsed.entries()) {
    // Edits of one list add up, so each keeps its place.
    const name = override.valueType === 'LIST_EDIT' ? `${override.keyElement}\0${i}` : override.keyElement
    dimensions.set(name, dimension(override, repository))
  }
  return [...dimensions.values()]
}

function dimension(override: Override, repository: SweepOptions['repository']): Dimension {
  const { element, keyElement } = override
  const context = contextOf(override)
  const assign = (key: string, value: Element) => `${key}=${elementText(value, context)}`
  if (element === null || !isSweepOverride(override)) {
    return { override, size: 1, values: () => [[`${keyElement}=${override.valueText}`]] }
  }
  const sweep = element as Sweep
  switch (sweep.kind) {
    case 'choice':
    case 'range':
      return {
        override,
        size: sweep.kind === 'choice' ? sweep.list.length : rangeSize(sweep, context),
        values: () => Array.from(enumerate(sweep, context), (value) => [assign(keyElement, value)]),
      }
    case 'glob': {
      const names = globbed(sweep, override, repository)
      return { override, size: names.length, values: () => names.map((name) => [`${keyElement}=${name}`]) }
    }
    case 'zip': {
      const rows = sweep.members[0]?.values.length ?? 0
      const order: Element[] = Array.from({ length: rows }, (_, i) => ({ kind: 'int', value: i, range: sweep.range }))
      const choice = { ...sweep, kind: 'choice', list: order, simpleForm: false } as const
      return {
        override,
        size: rows,
        values: () =>
          Array.from(enumerate(choice, context), (row) =>
            sweep.members.map(({ key, values }) => assign(key, values[(row as { value: number }).value] as Element)),
          ),
      }
    }
    case 'interval':
      throw overrideError(
        context,
        sweep.range,
        `the basic sweeper tries each value, and an interval ('${override.text}') has no end of them`,
        `use choice(…) or range(…), or a sweeper that draws from intervals, such as ${DRAWS}`,
      )
  }
}

function globbed(
  sweep: Extract<Sweep, { kind: 'glob' }>,
  override: Override,
  repository: SweepOptions['repository'],
): string[] {
  const context = contextOf(override)
  if (!repository)
    throw overrideError(context, sweep.range, 'glob needs config groups to choose from, and there are none here')
  const patterns = (list: readonly Element[]) =>
    list.map((pattern) => {
      if (pattern.kind === 'string' && !pattern.quote) return pattern.value
      throw overrideError(context, pattern.range, 'a pattern in a list is a name without quotes, such as [a*, b?]')
    })
  const group = override.keyOrGroup
  const [options, added] = [repository.options(group), repository.added?.(group) ?? []]
  // Patterns that are never asked are never wrong, as in Hydra.
  if (options.length + added.length === 0) return []
  const [include, exclude] = [patterns(sweep.include), patterns(sweep.exclude)]
  const matches = (name: string) => include.some((p) => matchGlob(name, p)) && !exclude.some((p) => matchGlob(name, p))
  const missed = added.filter(matches)
  if (missed.length > 0) {
    const message = `glob(…) does not look into the folders of hydra.searchpath: ${missed.join(', ')} of '${group}' are left out`
    repository.warn?.(warnOf13({ path: group, message, source: override.source }, 'takes them, too'))
  }
  return options.filter(matches)
}

/** A zip sets keys that it is not named after: another dimension must not set them too. */
function refuseSharedKeys(dimensions: readonly Dimension[]): void {
  const bare = (key: string) => key.replace(/^\++/, '')
  const owners = new Map<string, Override>()
  for (const { override } of dimensions)
    if (override.valueType !== 'ZIP_SWEEP') owners.set(bare(override.keyElement), override)
  for (const { override } of dimensions) {
    if (override.element?.kind !== 'zip') continue
    for (const { key, range } of override.element.members) {
      const owner = owners.get(bare(key))
      if (owner) {
        throw overrideError(
          contextOf(override),
          range,
          `'${bare(key)}' is set by '${owner.text}' too`,
          'leave one of them out',
        )
      }
      owners.set(bare(key), override)
    }
  }
}

function refuseSize(dimensions: readonly Dimension[], maxJobs: number): void {
  const endless = dimensions.find(({ size }) => size === Number.POSITIVE_INFINITY)
  if (endless) throw overrideError(contextOf(endless.override), endless.override.source.range, 'the range never ends')
  if (dimensions.some(({ size }) => size === 0)) return
  const jobs = dimensions.reduce((product, { size }) => product * BigInt(size), 1n)
  if (jobs <= maxJobs) return
  const [largest] = [...dimensions].sort((a, b) => b.size - a.size) as [Dimension]
  const factors = dimensions
    .filter(({ size }) => size > 1)
    .map(({ size, override }) => `${override.keyElement}: ${count(size)}`)
  throw new ConfigError({
    code: 'sweep-size',
    path: '',
    message: `the sweep has ${count(jobs)} jobs, and at most ${count(maxJobs)} are made`,
    source: largest.override.source,
    notes: factors,
  })
}

function paramTexts(params: SweepOptions['params']): string[] {
  if (!params) return []
  if (!isMapNode(params)) return Object.entries(params).map(([key, value]) => `${key}=${value}`)
  return Array.from(params.entries, ([key, node]) => {
    if (node.kind === 'map' || node.kind === 'list' || node.kind === 'bytes') {
      throw new ConfigError({
        code: 'sweep-params',
        path: `hydra.sweeper.params.${key}`,
        message: `hydra.sweeper.params.${key} must be the text of a sweep, not a ${node.kind}`,
        source: node.source,
        hint: 'quote it: "[1,2],[3,4]" tries two lists',
      })
    }
    return `${key}=${node.kind === 'float' ? formatFloat(node.value) : pythonText(node.value)}`
  })
}

/** Params are texts to Hydra: it makes them with Python's `str`. */
function pythonText(value: string | number | bigint | boolean | null): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return value === null ? 'None' : String(value)
}

function isMapNode(params: NonNullable<SweepOptions['params']>): params is MapNode {
  return params.kind === 'map' && (params as MapNode).entries instanceof Map
}

import { RANGE } from '../compose/expand-sweep.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { formatFloat } from '../util/python-number.js'
import { RunError } from '../util/run-error.js'
import type { Source } from '../util/source.js'
import type { Dimension, SearchSpace } from './sweepers/dimension.js'
import { INTERVAL, middle, overridesAt, settled } from './sweepers/search-space.js'
import type { JobOverrides, Sweeper } from './sweepers/sweeper.js'
import { MOST_PROBLEMS } from './validate-jobs.js'

/** How points of a search are tried that no job has. */
export interface Trying {
  /** What is wrong with a job. */
  check(job: JobOverrides): Promise<readonly Diagnostic[]>
  /** Whether the sweep's filter keeps it: one that it does not keep is never drawn. */
  keep(job: JobOverrides): boolean
}

/** What a search draws from. A plugin's sweeper may be JavaScript: nobody checks its types. */
export function searchedBy(sweeper: Sweeper): SearchSpace | undefined {
  const space = sweeper.searched?.()
  if (space === undefined || space === null || isSpace(space)) return space ?? undefined
  throw new RunError("the sweeper's searched() gives no { dimensions, fixed }", {
    hint: 'each dimension has name, kind, low, high, log, step and overrides(value): see docs/sweepers.md',
  })
}

function isSpace({ dimensions, fixed }: SearchSpace): boolean {
  return Array.isArray(fixed) && Array.isArray(dimensions) && dimensions.every(isDimension)
}

function isDimension(each: Dimension): boolean {
  const { name, kind, low, high, overrides } = each
  const isNamed = typeof name === 'string' && ['float', 'int', 'category'].includes(kind)
  return isNamed && [low, high].every(Number.isFinite) && typeof overrides === 'function'
}

/**
 * Tries what a search draws from at its ends, each with all else at a valid point: a search would find out in the
 * middle.
 * @param placeOf where a dimension is given
 * @param onTried called after each value
 * @returns what is wrong; nothing where no point was found that is valid
 */
export async function wrongEnds(
  space: SearchSpace,
  trying: Trying,
  placeOf: (dimension: Dimension) => { source: Source | undefined; text: string | undefined },
  onTried: (count: number, total: number) => Promise<void>,
): Promise<Diagnostic[]> {
  const { dimensions } = space
  const jobOf = (point: readonly number[]) => overridesAt(space, point)
  const valid = await validPoint(dimensions, (point) => trying.check(jobOf(point)))
  if (!valid) return []
  const wrong: Diagnostic[] = []
  const total = dimensions.reduce((sum, dimension) => sum + endsOf(dimension).length, 0)
  let count = 0
  for (const [i, dimension] of dimensions.entries()) {
    const { source, text } = placeOf(dimension)
    const at = (value: number) => jobOf(valid.with(i, value))
    for (const value of endsOf(dimension)) {
      const job = at(value)
      const found = value === valid[i] || !trying.keep(job) ? [] : await trying.check(job)
      await onTried(++count, total)
      if (found.length === 0) continue
      if (dimension.kind === 'category') {
        wrong.push(...found)
        if (wrong.length >= MOST_PROBLEMS) return wrong
        continue
      }
      const isValid = async (each: number) => (await trying.check(at(each))).length === 0
      const hint = allowedText(dimension, await allowed(dimension, valid[i] as number, isValid), text)
      wrong.push(...found.map((each): Diagnostic => ({ ...each, ...(source && { source }), hint })))
      break
    }
  }
  return wrong
}

/**
 * What another range of one dimension, or fewer choices, would let a point pass that is refused.
 * @returns an override; undefined where no change of one dimension helps
 */
export async function rangeThatHelps(
  { dimensions }: SearchSpace,
  { check }: Pick<Trying, 'check'>,
  {
    job,
    wrong,
    textOf,
  }: { job: JobOverrides; wrong: readonly Diagnostic[]; textOf: (of: Dimension) => string | undefined },
): Promise<string | undefined> {
  const isNamed = ({ name }: Dimension) => wrong.some(({ path }) => path === name.replace(/^\+*/, ''))
  // What the error names comes first, and a range before choices.
  const rank = (each: Dimension) => 2 * Number(isNamed(each)) + Number(each.kind !== 'category')
  for (const dimension of [...dimensions].sort((a, b) => rank(b) - rank(a))) {
    const prefix = `${dimension.name}=`
    const others = job.filter((text) => !text.startsWith(prefix))
    const isValid = async (value: number) => (await check([...others, ...dimension.overrides(value)])).length === 0
    const text = textOf(dimension)
    const given = job.find((each) => each.startsWith(prefix))?.slice(prefix.length)
    if (text === undefined || given === undefined) continue
    if (dimension.kind === 'category') {
      const fewer = (dimension.labels ?? []).filter((label) => label !== given)
      const places = endsOf(dimension).filter((place) => dimension.labels?.[place] !== given)
      for (const place of places) if (await isValid(place)) return `${prefix}choice(${fewer.join(',')})`
      continue
    }
    if (narrowed(text, dimension, [dimension.low, dimension.high]) === undefined) continue
    const refused = Number(given)
    for (const value of [middle(dimension), ...endsOf(dimension)]) {
      if (value === refused || !(await isValid(value))) continue
      const side = value < refused ? { ...dimension, high: refused } : { ...dimension, low: refused }
      return narrowed(text, dimension, await allowed(side, value, isValid))
    }
  }
  return undefined
}

/** Values of which each must be valid where all in between are to be. */
function endsOf({ kind, low, high }: Dimension): number[] {
  return kind === 'category' ? Array.from({ length: high + 1 }, (_, place) => place) : [low, high]
}

/** The middle of all, or where that is refused, as many ends as it takes. */
async function validPoint(
  dimensions: readonly Dimension[],
  check: (point: readonly number[]) => Promise<readonly Diagnostic[]>,
): Promise<number[] | undefined> {
  let point = dimensions.map(middle)
  let { length: wrong } = await check(point)
  for (const [i, { low, high }] of dimensions.entries()) {
    for (const end of [high, low]) {
      if (wrong === 0) return point
      const other = point.with(i, end)
      const { length } = await check(other)
      if (length < wrong) [point, wrong] = [other, length]
    }
  }
  return wrong === 0 ? point : undefined
}

type Range = readonly [low: number, high: number]

/** The range around a valid value in which a dimension is valid, as far as its own goes. */
async function allowed(
  dimension: Dimension,
  valid: number,
  isValid: (value: number) => Promise<boolean>,
): Promise<Range> {
  const edge = async (end: number) => ((await isValid(end)) ? end : await lastValid(dimension, valid, end, isValid))
  return [await edge(dimension.low), await edge(dimension.high)]
}

/** How often the distance between a valid value and a wrong one is halved. */
const HALVINGS = 20

/** The roundest of the last values that are valid on the way to a wrong one. */
async function lastValid(
  dimension: Dimension,
  from: number,
  end: number,
  isValid: (value: number) => Promise<boolean>,
): Promise<number> {
  let [good, bad] = [from, end]
  for (let i = 0; i < HALVINGS; i++) {
    const between = settled(dimension, (good + bad) / 2)
    if (between === good || between === bad) break
    if (await isValid(between)) good = between
    else bad = between
  }
  if (dimension.step !== null) return good
  const isNear = (value: number) => value >= Math.min(good, bad) && value <= Math.max(good, bad)
  for (let digits = 0; digits < 15; digits++) {
    const round = Number(good.toFixed(digits))
    if (isNear(round) && (await isValid(round))) return round
    const next = Number(bad.toFixed(digits))
    if (isNear(next) && (await isValid(next))) return next
  }
  return good
}

function allowedText(dimension: Dimension, [low, high]: Range, text: string | undefined): string {
  const of = (value: number) => (dimension.overrides(value)[0] as string).slice(dimension.name.length + 1)
  const mended = text === undefined ? undefined : narrowed(text, dimension, [low, high])
  return mended === undefined ? `from ${of(low)} to ${of(high)} it is valid` : `such as ${mended}`
}

/** An override with other bounds; undefined where it has neither interval nor range. */
function narrowed(text: string, { kind, step }: Dimension, [low, high]: Range): string | undefined {
  if (INTERVAL.test(text)) return text.replace(INTERVAL, `interval(${low},${high})`)
  if (step === null || !RANGE.test(text)) return undefined
  // A range ends before its end.
  const [shown, end] = kind === 'int' ? [String, high + 1] : [formatFloat, high + step / 2]
  const steps = kind === 'int' && step === 1 ? [low, end] : [low, end, step]
  return text.replace(RANGE, `range(${steps.map(shown).join(',')})`)
}

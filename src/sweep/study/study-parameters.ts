import { contextOf, isSweepOverride, type Override, parseOverride, type Sweep } from '../../compose/override/index.js'
import { elementText } from '../../compose/override/print.js'
import type { StudyParameter } from '../../report/study.js'
import { assignment } from './assignment.js'

/** A job's values as they were typed, by key. */
export type JobValues = ReadonlyMap<string, string>

/** The values that a job's overrides set. */
export function valuesOf(overrides: readonly string[]): JobValues {
  return new Map(overrides.filter((text) => !text.startsWith('~')).map(assignment))
}

/**
 * What a sweep varied: keys of which two jobs have different values, or that only some have. Numbers are told from
 * categories by the values themselves; the sweep's own overrides tell which scale is a logarithm.
 * @param definitions the sweep's overrides, those of `hydra.sweeper.params` as `key=value` among them
 */
export function studyParameters(jobs: readonly JobValues[], definitions: readonly string[]): StudyParameter[] {
  const texts = new Map<string, string[]>()
  for (const values of jobs) {
    for (const [key, value] of values) {
      const known = texts.get(key)
      if (known) known.push(value)
      else texts.set(key, [value])
    }
  }
  const scales = declaredScales(definitions)
  return [...texts].flatMap(([name, all]) => {
    const distinct = [...new Set(all)]
    if (distinct.length < 2 && all.length === jobs.length) return []
    return [parameterOf(name, distinct, scales.get(name))]
  })
}

/** What a sweep says of a key: its scale, the bounds of an interval, or the values of a choice. */
interface Scale {
  log: boolean
  bounds: readonly number[]
  /** What a choice lists, as jobs have it. */
  choices: readonly string[]
}

function parameterOf(name: string, distinct: readonly string[], scale: Scale | undefined): StudyParameter {
  const numbers = distinct.map(numberOf)
  const offered = new Set(scale?.choices)
  const choices = distinct.every((text) => offered.has(text)) ? [...offered] : []
  if (numbers.includes(undefined)) {
    return { name, kind: 'category', low: 0, high: distinct.length - 1, log: false, labels: distinct, choices }
  }
  const sorted = [...(numbers as number[]), ...(scale?.bounds ?? [])].sort((a, b) => a - b)
  const [low, high] = [sorted[0] as number, sorted.at(-1) as number]
  const kind = sorted.every(Number.isInteger) && distinct.every((text) => /^[-+]?\d+$/.test(text)) ? 'int' : 'float'
  return { name, kind, low, high, log: scale?.log === true && low > 0, labels: [], choices }
}

/** A value's number; undefined where it is none that is finite. */
export function numberOf(text: string): number | undefined {
  if (!/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

function declaredScales(definitions: readonly string[]): Map<string, Scale> {
  const scales = new Map<string, Scale>()
  for (const text of definitions) {
    const override = readable(text)
    if (!override || !isSweepOverride(override)) continue
    const sweep = override.element as Sweep
    const log = 'tags' in sweep && sweep.tags.includes('log')
    const bounds = sweep.kind === 'interval' ? [Number(sweep.start.value), Number(sweep.end.value)] : []
    scales.set(assignment(text)[0], { log, bounds: bounds.filter(Number.isFinite), choices: listed(sweep, override) })
  }
  return scales
}

function listed(sweep: Sweep, override: Override): string[] {
  if (sweep.kind !== 'choice') return []
  try {
    return sweep.list.map((each) => elementText(each, contextOf(override)))
  } catch {
    return []
  }
}

/** What a ledger tells may be anything: what is no override says nothing. */
function readable(text: string) {
  try {
    return parseOverride(text)
  } catch {
    return undefined
  }
}

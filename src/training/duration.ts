import type { Diagnostic } from '../util/diagnostic.js'

/** As Lightning takes it: `DD:HH:MM:SS`, or a dict of units. */
export type Duration = string | Readonly<Record<string, number>>

const TEXT = /^\s*(\d+):(\d\d):(\d\d):(\d\d)\s*$/

/** In seconds. */
const UNITS: Readonly<Record<string, number>> = {
  weeks: 604_800,
  days: 86_400,
  hours: 3600,
  minutes: 60,
  seconds: 1,
  milliseconds: 1e-3,
  microseconds: 1e-6,
}

/** How many seconds a duration is; undefined: it is none. */
export function secondsOf(duration: Duration): number | undefined {
  if (typeof duration === 'string') {
    const [, ...parts] = (TEXT.exec(duration) ?? []).map(Number)
    if (parts.length === 0) return undefined
    const [days, hours, minutes, seconds] = parts as [number, number, number, number]
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
  }
  const entries = Object.entries(duration)
  if (entries.length === 0 || entries.some(([unit]) => !Object.hasOwn(UNITS, unit))) return undefined
  return entries.reduce((total, [unit, count]) => total + count * (UNITS[unit] as number), 0)
}

/** What is wrong with a value that should be a duration; null and undefined stand for none. */
export function durationFault(value: unknown, path: string): Diagnostic[] {
  if (value === null || value === undefined || secondsOf(value as Duration) !== undefined) return []
  const shown = typeof value === 'string' ? `'${value}'` : JSON.stringify(value)
  return [
    {
      code: 'not-a-duration',
      path,
      message: `${path} must be a time as DD:HH:MM:SS or a dict of hours, minutes and so on, but is ${shown}`,
      hint: `use '${path}="00:01:30:00"' for an hour and a half`,
    },
  ]
}

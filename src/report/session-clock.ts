import type { RunRecord } from '../rundir/run-record.js'
import type { MetricSeries } from '../runs/metric-series.js'

/** Seconds that a run had run at a time (ms since 1970); null where the time is not known. */
export type SessionClock = (time: number) => number | null

/** What a run stood still between two sessions does not count. @param series all of its metrics */
export function sessionClock(
  { started, resumes }: Pick<RunRecord, 'started' | 'resumes'>,
  series: Iterable<MetricSeries>,
): SessionClock {
  const began = Date.parse(started)
  const all = [...series]
  const pauses = resumes.map(({ at }, i) => {
    const end = Date.parse(at)
    // A session that logged nothing took no time that is known.
    const start = i === 0 ? began : Date.parse((resumes[i - 1] as { at: string }).at)
    return { end, length: end - Math.max(start, lastBefore(all, end)) }
  })
  return (time) => {
    if (!Number.isFinite(time)) return null
    let ran = time - began
    for (const { end, length } of pauses) if (time >= end) ran -= length
    return ran / 1000
  }
}

/** What was logged later than a checkpoint was cut off: the last row is that of the checkpoint. */
function lastBefore(all: readonly MetricSeries[], end: number): number {
  let last = Number.NEGATIVE_INFINITY
  for (const { times = [] } of all) for (const time of times) if (time < end && time > last) last = time
  return last
}

import { lstatSync } from 'node:fs'
import { lowerBound } from '../report/downsample.js'
import { findLog } from '../rundir/find-log.js'
import { readLines } from '../rundir/run-file.js'
import type { MetricSeries } from '../runs/index.js'

/** When steps were done, by what the log says of the ends of epochs. */
export interface Clock {
  /** Seconds from the log's first line to a step; between two ends of epochs all steps take as long. */
  secondsAt(step: number): number
  /** Optimizer steps of an epoch. */
  stepsPerEpoch: number
}

/** Bytes: a longer log is not searched through each time that something is logged. */
const LARGEST_LOG = 8 * 2 ** 20

const LINE = /^\[(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d),(\d{3})\]\[[^\]]*\]\[[A-Z]+\] - (?:Epoch (\d+)\/\d+ )?/

/** Undefined where the log tells of no epoch's end, or no metric belongs to one. */
export function readClock(dir: string, series: ReadonlyMap<string, MetricSeries>): Clock | undefined {
  const ends = endsOfEpochs(series)
  if (ends.size === 0) return undefined
  const steps = [0]
  const times = [0]
  let began: number | undefined
  let stepsPerEpoch: number | undefined
  for (const line of linesOf(dir)) {
    const [whole, year, month, day, hour, minute, second, ms, epoch] = LINE.exec(line) ?? []
    if (whole === undefined) continue
    const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}`).getTime()
    began ??= at
    const step = epoch === undefined ? undefined : ends.get(Number(epoch) - 1)
    if (step === undefined || step <= (steps.at(-1) as number)) continue
    steps.push(step)
    times.push((at - began) / 1000)
    // The first epoch that the log tells of need not be the run's first.
    stepsPerEpoch ??= (step + 1) / Number(epoch)
  }
  if (stepsPerEpoch === undefined) return undefined
  return { secondsAt: (step) => between(steps, times, step), stepsPerEpoch }
}

/** The last step of each epoch. */
function endsOfEpochs(series: ReadonlyMap<string, MetricSeries>): Map<number, number> {
  const ends = new Map<number, number>()
  for (const { steps, epochs } of series.values()) {
    for (const [i, epoch] of epochs.entries()) {
      const step = steps[i] as number
      if (epoch !== null && step > (ends.get(epoch) ?? -1)) ends.set(epoch, step)
    }
  }
  return ends
}

function* linesOf(dir: string): Generator<string> {
  const log = findLog(dir)
  if (log === undefined || (lstatSync(log, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG) return
  try {
    yield* readLines(dir, log)
  } catch {
    // A log that is a link, or too large, tells nothing.
  }
}

/** Beyond the last end of an epoch as fast as before it. */
function between(steps: readonly number[], times: readonly number[], step: number): number {
  const after = Math.min(steps.length - 1, Math.max(1, lowerBound(steps, step)))
  const [a, b] = [steps[after - 1] as number, steps[after] as number]
  const [from, to] = [times[after - 1] as number, times[after] as number]
  return from + ((step - a) / (b - a)) * (to - from)
}

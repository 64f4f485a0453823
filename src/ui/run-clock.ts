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

const LINE = /^\[(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d),(\d{3})\]\[[^\]]*\]\[[A-Z]+\] - (?:Epoch (\d+)\/\d+ )?/

/** Undefined where the log tells of no epoch's end, or no metric belongs to one. */
export function readClock(dir: string, series: ReadonlyMap<string, MetricSeries>): Clock | undefined {
  const ends = endsOfEpochs(series)
  if (ends.size === 0) return undefined
  const anchors: [step: number, seconds: number][] = []
  let began: number | undefined
  for (const line of linesOf(dir)) {
    const [whole, year, month, day, hour, minute, second, ms, epoch] = LINE.exec(line) ?? []
    if (whole === undefined) continue
    const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}`).getTime()
    began ??= at
    const step = epoch === undefined ? undefined : ends.get(Number(epoch) - 1)
    if (anchors.length === 0) anchors.push([0, 0])
    const last = anchors.at(-1)?.[0] ?? -1
    if (step !== undefined && step > last) anchors.push([step, (at - began) / 1000])
  }
  const first = anchors[1]
  if (first === undefined) return undefined
  return { secondsAt: (step) => between(anchors, step), stepsPerEpoch: first[0] + 1 }
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
  if (log === undefined) return
  try {
    yield* readLines(dir, log)
  } catch {
    // A log that is a link, or too large, tells nothing.
  }
}

/** Beyond the last anchor as fast as before it. */
function between(anchors: readonly (readonly [step: number, seconds: number])[], step: number): number {
  let i = 1
  while (i < anchors.length - 1 && (anchors[i] as readonly [number, number])[0] < step) i++
  const [a, b] = [anchors[i - 1], anchors[i]] as [readonly [number, number], readonly [number, number]]
  return a[1] + ((step - a[0]) / (b[0] - a[0])) * (b[1] - a[1])
}

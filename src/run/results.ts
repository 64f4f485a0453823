import type { RecordedResults } from '../rundir/run-record.js'
import type { EvaluationResult } from '../training/evaluation-loop.js'
import type { RunMeter } from './run-meter.js'

/** What a run gave, for whoever called it. */
export interface RunResult {
  outputDir: string
  /** Task ids in the order in which they were tested. */
  evalTasks: number[]
  /** Test accuracy of each, in that order. */
  testAcc: number[]
  /** Null where no task has test rows. */
  avgAcc: number | null
  testLossCls: number[]
  avgLossCls: number | null
  /** Since the process started. */
  wallSeconds: number
  /** Null where nothing was trained. */
  firstBatchSeconds: number | null
  samplesPerSecond: number | null
  peakRssMiB: number
}

/** Test results as `run.json` has them. */
export function recordedResults({ acc, loss_cls, averages }: EvaluationResult): RecordedResults {
  return {
    avg_acc: averages.acc,
    avg_loss_cls: averages.loss_cls,
    acc: Object.fromEntries(acc),
    loss_cls: Object.fromEntries(loss_cls),
  }
}

/** The same for the caller, with how long it took. */
export function runResult(
  outputDir: string,
  { acc, loss_cls, averages }: EvaluationResult,
  meter: RunMeter,
): RunResult {
  return {
    outputDir,
    evalTasks: [...acc.keys()],
    testAcc: [...acc.values()],
    avgAcc: averages.acc,
    testLossCls: [...loss_cls.values()],
    avgLossCls: averages.loss_cls,
    wallSeconds: performance.now() / 1000,
    firstBatchSeconds: meter.firstBatchSeconds,
    samplesPerSecond: meter.samplesPerSecond,
    // Linux and macOS alike: Node gives kibibytes.
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
  }
}

/** How good a run is, in one line. */
export function averageText({ avgAcc }: Pick<RunResult, 'avgAcc'>): string {
  return avgAcc === null ? 'no task was tested' : `average test accuracy ${avgAcc.toFixed(4)}`
}

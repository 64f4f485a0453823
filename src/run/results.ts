import type { RecordedMeasure, RecordedResults } from '../rundir/run-record.js'
import type { EvaluationResult } from '../training/evaluation-loop.js'
import type { RunMeter } from './run-meter.js'

/** What a run gave, for whoever called it. */
export interface RunResult {
  outputDir: string
  /** Task ids in the order in which they were tested. */
  evalTasks: number[]
  /** Test accuracy of each, in that order; null where it has no classes. */
  testAcc: (number | null)[]
  /** Null where no task that has classes has test rows. */
  avgAcc: number | null
  testLossCls: number[]
  avgLossCls: number | null
  /** What each is called, in that order. */
  taskNames: string[]
  /** What other metrics found. */
  measures: RecordedMeasure[]
  /** Since the process started. */
  wallSeconds: number
  /** Null where nothing was trained. */
  firstBatchSeconds: number | null
  samplesPerSecond: number | null
  peakRssMiB: number
}

/** Test results as `run.json` has them. */
export function recordedResults({ acc, loss_cls, averages, measures }: EvaluationResult): RecordedResults {
  return {
    avg_acc: averages.acc,
    avg_loss_cls: averages.loss_cls,
    acc: Object.fromEntries(acc),
    loss_cls: Object.fromEntries(loss_cls),
    ...(measures.length > 0 && {
      measures: measures.map(({ tasks, ...measure }) => ({ ...measure, tasks: Object.fromEntries(tasks) })),
    }),
  }
}

/** The same for the caller, with how long it took. */
export function runResult(
  outputDir: string,
  evaluation: EvaluationResult,
  meter: RunMeter,
  nameOf: (taskId: number) => string,
): RunResult {
  const { acc, loss_cls, averages } = evaluation
  const evalTasks = [...loss_cls.keys()]
  return {
    outputDir,
    evalTasks,
    testAcc: evalTasks.map((taskId) => acc.get(taskId) ?? null),
    avgAcc: averages.acc,
    testLossCls: [...loss_cls.values()],
    avgLossCls: averages.loss_cls,
    taskNames: evalTasks.map(nameOf),
    measures: recordedResults(evaluation).measures ?? [],
    wallSeconds: performance.now() / 1000,
    firstBatchSeconds: meter.firstBatchSeconds,
    samplesPerSecond: meter.samplesPerSecond,
    // Linux and macOS alike: Node gives kibibytes.
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
  }
}

/** How good a run is, in one line. */
export function averageText({ avgAcc, avgLossCls }: Pick<RunResult, 'avgAcc' | 'avgLossCls'>): string {
  if (avgAcc !== null) return `average test accuracy ${avgAcc.toFixed(4)}`
  return avgLossCls === null ? 'no task was tested' : `average test loss ${avgLossCls.toFixed(4)}`
}

/** A task's figures: its accuracy where it has one, and what other metrics found; else its loss. */
export function figuresOf({ evalTasks, testAcc, testLossCls, measures }: RunResult, index: number): string {
  const task = evalTasks[index] as number
  const accuracy = testAcc[index] ?? null
  const others = measures.flatMap(({ name, tasks }) => {
    const value = tasks[task]
    return typeof value === 'number' ? [`${name} ${value.toFixed(4)}`] : []
  })
  if (accuracy !== null) return [accuracy.toFixed(4), ...others].join('  ')
  return others.length > 0 ? others.join('  ') : `loss ${(testLossCls[index] as number).toFixed(4)}`
}

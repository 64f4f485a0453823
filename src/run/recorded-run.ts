import { taskLabel } from '../rundir/flat-config.js'
import { readRunRecord } from '../rundir/run-record.js'
import type { RunResult } from './results.js'

/** What a run that is done gave, from its record; how fast it was is not known any more. */
export function recordedRun(outputDir: string): RunResult {
  const { results, evalTasks: wanted, config } = readRunRecord(outputDir)
  const { acc = {}, loss_cls = {}, measures = [] } = results ?? {}
  const evalTasks = wanted.filter((task) => loss_cls[task] !== undefined)
  return {
    outputDir,
    evalTasks,
    taskNames: evalTasks.map((task) => taskLabel(config, task)),
    testAcc: evalTasks.map((task) => acc[task] ?? null),
    avgAcc: results?.avg_acc ?? null,
    testLossCls: evalTasks.map((task) => loss_cls[task] as number),
    avgLossCls: results?.avg_loss_cls ?? null,
    measures,
    wallSeconds: 0,
    firstBatchSeconds: null,
    samplesPerSecond: null,
    peakRssMiB: 0,
  }
}

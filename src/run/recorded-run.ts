import { readRunRecord } from '../rundir/run-record.js'
import type { RunResult } from './results.js'

/** What a run that is done gave, from its record; how fast it was is not known any more. */
export function recordedRun(outputDir: string): RunResult {
  const { results, evalTasks } = readRunRecord(outputDir)
  const of = (numbers: Record<string, number> = {}) => evalTasks.flatMap((task) => numbers[task] ?? [])
  return {
    ...{ outputDir, evalTasks: [...evalTasks] },
    ...{ testAcc: of(results?.acc), avgAcc: results?.avg_acc ?? null },
    ...{ testLossCls: of(results?.loss_cls), avgLossCls: results?.avg_loss_cls ?? null },
    ...{ wallSeconds: 0, firstBatchSeconds: null, samplesPerSecond: null, peakRssMiB: 0 },
  }
}

import { averageText, figuresOf, type RunResult } from '../run/results.js'
import type { JobOutcome } from '../sweep/job-document.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { maskDiagnostics } from '../util/mask-diagnostics.js'
import { shellCommand } from '../util/shell-command.js'
import { tell } from '../util/terminal.js'
import type { Flags } from './arguments/flags.js'

/** How much of a run's log is shown, and where. */
export function runLog(flags: Flags, verbose = flags.verbose) {
  return {
    level: verbose ? ('debug' as const) : flags.quiet ? ('warn' as const) : ('info' as const),
    show: (line: string) => tell(`${line}\n`),
  }
}

/** What a run ends with: where it is, how good it is, and what to do next. */
export function closing(result: RunResult, dir: string, next: readonly ('reproduce' | 'eval')[]): string {
  const tasks = result.taskNames.map((name, i) => `  task ${name}  ${figuresOf(result, i)}`)
  return [
    averageText(result),
    ...tasks,
    '',
    `results    ${dir}`,
    ...next.map((command) => `${command === 'eval' ? 'test  ' : 'again '}     ${shellCommand(command, dir)}`),
    '',
  ].join('\n')
}

/** A run as a job of a sweep. @param dir its directory as it is shown */
export function jobOutcome(result: RunResult, dir: string): JobOutcome {
  const { outputDir, avgAcc, avgLossCls } = result
  const numbers = { avg_acc: avgAcc, avg_loss_cls: avgLossCls }
  const metrics = Object.entries(numbers).filter((each): each is [string, number] => each[1] !== null)
  const summary = `${averageText(result)}  ${dir}`
  return { outputDir, summary, value: result, metrics: Object.fromEntries(metrics) }
}

/**
 * Times in seconds, memory in MiB; accuracies in the order in which the tasks were tested.
 * @param warnings of composing: left out where there are none
 */
export function runJson(result: RunResult, warnings: readonly Diagnostic[] = []): object {
  return {
    status: 'done',
    output_dir: result.outputDir,
    avg_acc: result.avgAcc,
    test_acc: result.testAcc,
    avg_loss_cls: result.avgLossCls,
    ...(result.measures.length > 0 && { measures: result.measures }),
    samples_per_s: result.samplesPerSecond,
    first_batch_s: result.firstBatchSeconds,
    wall_s: result.wallSeconds,
    peak_rss_mib: result.peakRssMiB,
    ...(warnings.length > 0 && { warnings: maskDiagnostics(warnings) }),
  }
}

import { relative, resolve } from 'node:path'
import type { Comparison } from '../run/compare-runs.js'
import { type Reproduction, reproduce, reproduceSweep, type SweepReproduction, sweepJobs } from '../run/reproduce.js'
import type { App } from './app.js'
import type { Arguments } from './arguments.js'
import { interruptSignal } from './interrupt.js'
import { oneOperand } from './operands.js'
import { projectRegistry, runLog } from './polyhead-app.js'
import { EXIT, reportError } from './report-error.js'

/**
 * `polyhead reproduce RUN_DIR [--in DIR] [--tolerance X] [overrides…]`: exit code 0 where the runs agree, 1 where they differ. Given
 * the directory of a sweep it reproduces each of its runs.
 */
export async function reproduceCommand(args: Arguments, app: App): Promise<number> {
  const dir = oneOperand(args, 'a run directory', 'polyhead reproduce RUN_DIR [--in DIR] [overrides]')
  const { flags, options, overrides } = args
  const cwd = process.cwd()
  const { signal, release } = interruptSignal()
  try {
    const tolerance = options.tolerance as number | undefined
    const settings = {
      ...runLog(flags),
      cwd,
      registry: await projectRegistry(flags, cwd),
      repository: app.open(flags, cwd).repository,
      overrides,
      signal,
      ...(options.in !== undefined && { in: options.in as string }),
      ...(tolerance !== undefined && { tolerance }),
    }
    const isSweep = sweepJobs(resolve(cwd, dir)).length > 0
    const done = isSweep ? await reproduceSweep(dir, settings) : [await reproduce(dir, settings)]
    for (const each of done) show(each, args, cwd)
    if (isSweep && !flags.json) {
      const agreeing = done.filter(agrees).length
      process.stdout.write(`${agreeing} of ${done.length} runs of ${dir} were had again\n`)
    }
    return done.every(agrees) ? EXIT.done : EXIT.failed
  } finally {
    release()
  }
}

function agrees(each: SweepReproduction): boolean {
  return !('error' in each) && each.comparison?.verdict !== 'differs'
}

function show(each: SweepReproduction, { flags, overrides }: Arguments, cwd: string): void {
  const original = relative(cwd, each.original) || '.'
  if ('error' in each) {
    reportError(each.error, { debug: flags.debug, json: flags.json })
    return
  }
  const output = relative(cwd, each.run.outputDir) || '.'
  if (flags.json) {
    const line = { original, output_dir: output, overrides, ...(each.comparison ?? { verdict: null }) }
    process.stdout.write(`${JSON.stringify(line)}\n`)
    return
  }
  if (overrides.length > 0) process.stdout.write(`${output} is ${original} but for ${overrides.join(' ')}\n`)
  process.stdout.write(`${verdict(original, output, each).join('\n')}\n`)
}

function verdict(first: string, second: string, { comparison }: Reproduction): string[] {
  if (!comparison) return [`ran in ${second}: ${first} holds no results to compare with`]
  const circumstances = explain(comparison)
  if (comparison.verdict === 'identical') {
    const line = `identical: ${second} has the ${comparison.compared} of ${first}, bit for bit`
    return circumstances.length > 0 ? [line, 'although these differ:', ...circumstances] : [line]
  }
  const { firstDifference, maxDifference } = comparison
  const word = comparison.verdict === 'close' ? 'same within rounding' : 'differs'
  return [
    `${word}: largest difference ${maxDifference}`,
    ...(firstDifference
      ? [
          `first in ${firstDifference.where}: ${firstDifference.what} ${firstDifference.first} → ${firstDifference.second}`,
        ]
      : []),
    ...(circumstances.length > 0
      ? ['what may explain it:', ...circumstances]
      : ['nothing in the recorded environment differs']),
  ]
}

function explain({ environment, altered }: Comparison): string[] {
  return [
    ...altered.map((file) => `  ${file} was changed after the run had written it`),
    ...environment.map(({ what, first, second }) => `  ${what}: ${first} → ${second}`),
  ]
}

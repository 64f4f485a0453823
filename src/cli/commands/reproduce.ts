import { resolve } from 'node:path'
import type { Comparison } from '../../run/compare-runs.js'
import type { Reproduction, SweepReproduction } from '../../run/reproduce.js'
import { ConfigError } from '../../util/diagnostic.js'
import { shownValue } from '../../util/sha256.js'
import { shownPath } from '../../util/shown-path.js'
import { print, printJson } from '../../util/terminal.js'
import { type Arguments, defineCommand } from '../app.js'
import { EXIT } from '../exit.js'
import { interruptSignal } from '../interrupt.js'
import { reportError } from '../report-error.js'
import { runLog } from '../run-output.js'

export const reproduce = defineCommand({
  name: 'reproduce',
  summary: 'run a saved run, or a sweep, again and compare',
  help: [
    'Runs a saved run again from its own files, and compares metrics and weights bit by bit; exit code 1 where they',
    'differ by more than the tolerance. Given the directory of a sweep, it does so with each of its runs. Nothing',
    'that lies in the directory is executed.',
  ],
  examples: ['polyhead reproduce outputs/first --in outputs/again', 'polyhead reproduce multirun/first'],
  operands: {
    dir: { type: 'run-or-folder', name: 'RUN_DIR', count: 'one', about: 'a run directory' },
  },
  options: {
    in: { type: 'folder', name: 'DIR', about: 'the directory of the new run' },
    tolerance: { type: 'number', name: 'X', least: 0, default: 0, about: 'how far apart two numbers may be' },
  },
  overrides: true,
  async run(args, project) {
    const { flags, operands, options, overrides } = args
    const { cwd, repository } = project
    const ofApp = (await import('../sweeps/app-sweep.js')).appSweepIn(resolve(cwd, operands.dir))
    if (ofApp) throw new ConfigError({ code: 'not-a-training-run', path: '', message: ofApp.is, hint: ofApp.way })
    const run = await import('../../run/reproduce.js')
    const { signal, arm, release } = interruptSignal({ armed: false })
    try {
      const registry = await project.trustedRegistry()
      const settings = { ...runLog(flags), ...options, cwd, registry, repository, overrides, signal, begins: arm }
      const isSweep = run.sweepJobs(resolve(cwd, operands.dir)).length > 0
      const done = isSweep
        ? await run.reproduceSweep(operands.dir, settings)
        : [await run.reproduce(operands.dir, settings)]
      for (const each of done) show(each, args)
      if (isSweep && !flags.json) {
        const early = done.filter((each) => 'early' in each).length
        const [agreeing, all] = [done.filter(agrees).length - early, done.length - early]
        const others = early > 0 ? `; ${early} that the sweep ended early ${early === 1 ? 'is' : 'are'} left out` : ''
        print(`${agreeing} of ${all} runs of ${operands.dir} were had again${others}\n`)
      }
      return done.every(agrees) ? EXIT.done : EXIT.failed
    } finally {
      release()
    }
  },
})

/** What was left out disagrees with nothing. */
function agrees(each: SweepReproduction): boolean {
  if ('early' in each) return true
  return !('error' in each) && each.comparison?.verdict !== 'differs'
}

function show(each: SweepReproduction, { flags, overrides }: Pick<Arguments, 'flags' | 'overrides'>): void {
  const original = shownPath(each.original)
  if ('error' in each) {
    reportError(each.error, { debug: flags.debug, json: flags.json })
    return
  }
  if ('early' in each) {
    if (flags.json) printJson({ original, status: 'pruned', verdict: null })
    return
  }
  const output = shownPath(each.run.outputDir)
  if (flags.json) {
    const line = { original, output_dir: output, overrides, ...(each.comparison ?? { verdict: null }) }
    printJson(line)
    return
  }
  if (overrides.length > 0) print(`${output} is ${original} but for ${overrides.join(' ')}\n`)
  print(`${verdict(original, output, each).join('\n')}\n`)
}

function verdict(first: string, second: string, { comparison }: Reproduction): string[] {
  if (!comparison) return [`ran in ${second}: ${first} holds no results to compare with`]
  const circumstances = explain(comparison)
  if (comparison.verdict === 'identical') {
    const line = `identical: ${second} has the ${comparison.compared} of ${first}, bit for bit`
    return circumstances.length > 0 ? [line, 'although these differ:', ...circumstances] : [line]
  }
  const { firstDifference: at, maxDifference } = comparison
  const word = comparison.verdict === 'close' ? 'same within rounding' : 'differs'
  return [
    `${word}: largest difference ${maxDifference}`,
    ...(at ? [`first in ${at.where}: ${at.what} ${at.first} → ${at.second}`] : []),
    ...(circumstances.length > 0 ? ['what may explain it:', ...circumstances] : [unexplained(first, comparison)]),
  ]
}

/** One row of 100,000 that is classified otherwise is more. */
const MOST_OF_ROUNDING = 5e-6

/** Results that another program wrote come without what they were computed with. */
function unexplained(first: string, { isRecorded, verdict, maxDifference }: Comparison): string {
  if (isRecorded) return 'nothing in the recorded environment differs'
  const line = `${first} does not tell what it was computed with`
  const rounding = 'each library adds up sums in an order of its own'
  const isSmall = verdict === 'differs' && maxDifference <= MOST_OF_ROUNDING
  return isSmall ? `${line}, and ${rounding}: --tolerance ${nextPower(maxDifference)} allows for it` : line
}

/** A power of ten that is no less: `1e-6` for 3e-7. */
const nextPower = (value: number): string => `1e${Math.ceil(Math.log10(value))}`

function explain({ environment, altered }: Comparison): string[] {
  return [
    ...altered.map((file) => `  ${file} was changed after the run had written it`),
    ...environment.map(({ what, first, second }) => `  ${what}: ${shownValue(first)} → ${shownValue(second)}`),
  ]
}

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { shownPath } from '../../util/shown-path.js'
import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'

export const report = defineCommand({
  name: 'report',
  summary: 'a page with charts of a run, of a sweep, or of all runs of a folder',
  help: [
    'Writes `report.html`, one file that needs nothing else: of a run its curves, results, config and environment; of',
    'a sweep its trials, and which parameters mattered; of a folder the means and curves of the runs below it. A',
    "sweep's study in which anything counts is also written as `optuna.journal`, which Optuna reads.",
  ],
  examples: ['polyhead report outputs/first', 'polyhead report multirun/first'],
  operands: {
    dir: { type: 'run-or-folder', name: 'DIR', count: 'one', about: "a run directory, a sweep's, or a folder of some" },
  },
  options: {
    charts: { type: 'file', name: 'FILE', about: "YAML: options of ECharts by a chart's name, which go over ours" },
  },
  overrides: false,
  async run({ operands, options, flags }, { cwd }) {
    const dir = resolve(cwd, operands.dir)
    const changes =
      options.charts === undefined
        ? undefined
        : (await import('../chart-changes.js')).readChartChanges(resolve(cwd, options.charts))
    const { sweepLayout } = await import('../../sweep/sweep-layout.js')
    const file = existsSync(sweepLayout(dir).definition)
      ? (await import('../../sweep/study/sweep-report.js')).writeSweepReport(dir, changes)
      : (await import('../../report/write-report.js')).writeReport(dir, changes)
    const shown = shownPath(file)
    if (flags.json) printJson({ report: shown })
    else print(`${shown}\n`)
    return EXIT.done
  },
})

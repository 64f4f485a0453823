import { resolve } from 'node:path'
import { shownPath } from '../../util/shown-path.js'
import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'

export const report = defineCommand({
  name: 'report',
  summary: 'a page with curves, results and config of a run, or of all runs of a folder',
  help: ['Writes `report.html` again: of a run (every run ends with one), or of all runs below a folder.'],
  examples: ['polyhead report outputs/first', 'polyhead report multirun/first'],
  operands: {
    dir: { type: 'run-or-folder', name: 'DIR', count: 'one', about: 'a run directory, or a folder of some' },
  },
  options: {},
  overrides: false,
  async run({ operands, flags }, { cwd }) {
    const { writeReport } = await import('../../report/write-report.js')
    const file = shownPath(writeReport(resolve(cwd, operands.dir)))
    if (flags.json) printJson({ report: file })
    else print(`${file}\n`)
    return EXIT.done
  },
})

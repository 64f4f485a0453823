import { resolve } from 'node:path'
import type { Diagnostic } from '../../util/diagnostic.js'
import { print, printJson, tell } from '../../util/terminal.js'
import { visibleJson } from '../../util/visible.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'
import { weightsOption } from './weights-option.js'

export const predict = defineCommand({
  name: 'predict',
  summary: "classes or numbers of a CSV file's rows, by the saved weights of a run",
  help: [
    'Classes with probabilities, or numbers, for the rows of a table, by the weights of a run. A row has the values that',
    "the run's data files have, before any transform; columns are found by their names where both have names. Where",
    'it has labels, the accuracy is printed too.',
  ],
  examples: ['polyhead predict outputs/first rows.csv --task 2 --out predictions.csv'],
  operands: {
    dir: { type: 'run', name: 'RUN_DIR', count: 'one', about: 'a run directory' },
    file: { type: 'file', name: 'FILE.csv', count: 'one', about: 'a CSV file' },
  },
  options: {
    task: {
      type: 'text',
      name: 'TASK',
      about: 'the task whose head answers, by its name or id',
      otherwise: 'the only one that the run was tested on',
    },
    weights: weightsOption,
    out: { type: 'file', name: 'FILE', about: 'where to write them', otherwise: 'standard output' },
  },
  overrides: true,
  async run({ flags, operands, options, overrides }, project) {
    const [run, texts, { writeFileAtomic }] = await Promise.all([
      import('../../run/predict.js'),
      import('../predictions-text.js'),
      import('../../rundir/write-file.js'),
    ])
    const { cwd, repository } = project
    const { task, weights, out } = options
    const registry = await project.trustedRegistry()
    const warn = (found: Diagnostic) => project.warn(found)
    const settings = { cwd, registry, repository, overrides, task, weights, warn }
    const found = await run.predict(operands.dir, operands.file, settings)
    if (out === undefined && flags.json) printJson(texts.predictionsJson(found))
    else if (out === undefined) print(texts.predictionsCsv(found))
    else if (flags.json) writeFileAtomic(resolve(cwd, out), `${visibleJson(texts.predictionsJson(found))}\n`)
    else writeFileAtomic(resolve(cwd, out), texts.predictionsCsv(found))
    const figure = found.kind === 'class' ? found.accuracy : found.figure
    if (figure !== null && !flags.quiet) {
      const what = found.kind === 'numbers' ? 'rmse' : 'accuracy'
      tell(`${what} on task ${found.name}: ${figure.toFixed(4)} of ${found.places.length} rows\n`)
    }
    return EXIT.done
  },
})

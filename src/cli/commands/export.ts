import type { ExportedTask } from '../../run/export/export-run.js'
import { shownPath } from '../../util/shown-path.js'
import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'
import { weightsOption } from './weights-option.js'

export const exportModels = defineCommand({
  name: 'export',
  summary: 'a model of TensorFlow.js for each task, for browsers and Node without polyhead',
  help: [
    "Writes each task's network, or only those of `--task`, as a LayersModel of TensorFlow.js, for browsers and for",
    'Node without polyhead.',
  ],
  examples: ['polyhead export outputs/first --task 1'],
  operands: {
    dir: { type: 'run', name: 'RUN_DIR', count: 'one', about: 'a run directory' },
  },
  options: {
    task: { type: 'integer', name: 'N', least: 1, repeatable: true, about: 'a task', otherwise: 'all of them' },
    out: { type: 'folder', name: 'DIR', about: 'where to write them', otherwise: "`export` in the run's directory" },
    weights: weightsOption,
  },
  overrides: false,
  async run({ flags, operands, options }, project) {
    const { exportRun } = await import('../../run/export/export-run.js')
    const { cwd } = project
    const { task, out, weights } = options
    const registry = await project.trustedRegistry()
    const tasks = task.length > 0 ? task : undefined
    const exported = await exportRun(operands.dir, { cwd, registry, tasks, out, weights })
    if (flags.json) printJson(exported.map(asData))
    else print(`${exported.map(line).join('\n')}\n`)
    return EXIT.done
  },
})

function line({ task, classes, inputShape, file }: ExportedTask): string {
  return `task ${task}  ${shownPath(file)}  [rows, ${inputShape.join(', ')}] → ${classes} logits`
}

function asData({ task, classes, inputShape, file }: ExportedTask): Record<string, unknown> {
  return { task, classes, input_shape: inputShape, file }
}

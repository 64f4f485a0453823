import { shownPath } from '../../util/shown-path.js'
import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'
import { interruptSignal } from '../interrupt.js'
import { closing, runJson, runLog } from '../run-output.js'
import { weightsOption } from './weights-option.js'

export const evaluate = defineCommand({
  name: 'eval',
  summary: 'test the saved weights of a run, also on other tasks or data',
  help: ['Tests the weights that a run saved, as a run of its own; overrides test them on other tasks or data.'],
  examples: ["polyhead eval outputs/first --weights final 'eval_tasks=[1,2]'"],
  operands: {
    dir: { type: 'run', name: 'RUN_DIR', count: 'one', about: 'a run directory' },
  },
  options: {
    weights: weightsOption,
    in: { type: 'folder', name: 'DIR', about: 'the directory of the new run' },
  },
  overrides: true,
  async run({ flags, operands, options, overrides }, project) {
    const { evaluateRun } = await import('../../run/eval.js')
    const { signal, arm, release } = interruptSignal({ armed: false })
    try {
      const { cwd, repository } = project
      const registry = await project.trustedRegistry()
      const settings = { ...runLog(flags), ...options, cwd, registry, repository, overrides, signal, begins: arm }
      const result = await evaluateRun(operands.dir, settings)
      if (flags.json) printJson(runJson(result))
      else print(closing(result, shownPath(result.outputDir), []))
      return EXIT.done
    } finally {
      release()
    }
  },
})

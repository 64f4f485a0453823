import { resolve } from 'node:path'
import { shownPath } from '../../util/shown-path.js'
import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'
import { interruptSignal } from '../interrupt.js'
import { closing, runJson, runLog } from '../run-output.js'

export const resume = defineCommand({
  name: 'resume',
  summary: 'go on with a run that was stopped',
  help: [
    'Goes on with a run that was stopped, from its last checkpoint: it ends as if it had never stopped. A run that',
    'is done stays as it is, unless overrides change how far it trains, its callbacks or its loggers.',
  ],
  examples: ['polyhead resume outputs/first', 'polyhead resume outputs/first trainer.max_epochs=20'],
  operands: {
    dir: { type: 'run', name: 'RUN_DIR', count: 'one', about: 'a run directory' },
  },
  options: {},
  overrides: true,
  async run({ flags, operands, overrides }, project) {
    const { resume: goOn } = await import('../../run/resume.js')
    const { signal, release } = interruptSignal()
    try {
      const log = runLog(flags)
      const registry = await project.trustedRegistry()
      const { cwd, repository } = project
      const settings = { ...log, cwd, registry, repository, overrides, signal, tell: log.show }
      const result = await goOn(operands.dir, settings)
      const dir = resolve(cwd, operands.dir)
      if (flags.json) printJson(result ? runJson(result) : { status: 'done', output_dir: dir })
      else if (result) print(closing(result, shownPath(dir), ['reproduce', 'eval']))
      else print(`the run in '${shownPath(dir)}' is done: nothing is left to do\n`)
      return EXIT.done
    } finally {
      release()
    }
  },
})

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { SWEEP } from '../../rundir/layout.js'
import { shellCommand } from '../../util/shell-command.js'
import { shownPath } from '../../util/shown-path.js'
import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { usageError } from '../arguments/usage-error.js'
import { EXIT } from '../exit.js'
import { interruptSignal } from '../interrupt.js'
import { closing, runJson, runLog } from '../run-output.js'
import { addOption } from './resume-sweeps.js'

export const resume = defineCommand({
  name: 'resume',
  summary: 'go on with a run, or a sweep, that was stopped',
  help: [
    'Goes on with a run that was stopped, from its last checkpoint: it ends as if it had never stopped. A run that',
    'is done stays as it is, unless overrides change how far it trains, its callbacks or its loggers. Given the',
    'directory of a sweep, it runs the jobs that did not end well, from the configs as they were when it began.',
  ],
  examples: ['polyhead resume outputs/first', 'polyhead resume outputs/first trainer.max_epochs=20'],
  operands: {
    dir: { type: 'run-or-folder', name: 'RUN_DIR', count: 'one', about: 'a run directory' },
  },
  options: {
    add: addOption,
    'dry-run': { type: 'boolean', about: 'of a sweep: show the jobs that are left, and run none' },
    'fail-fast': { type: 'boolean', about: 'of a sweep: start no more jobs after the first that fails' },
  },
  overrides: true,
  async run({ flags, operands, options, overrides }, project, app) {
    const given = resolve(project.cwd, operands.dir)
    if (existsSync(join(given, SWEEP.definition))) {
      if (overrides.length > 0) {
        const added = [...options.add, ...overrides].flatMap((each) => ['--add', each])
        throw usageError(
          `a sweep goes on as it was defined, without '${overrides[0]}'`,
          `to run more jobs: ${shellCommand('resume', operands.dir, ...added)}`,
        )
      }
      const { goOnWithSweep } = await import('../sweeps/resume-sweep.js')
      return await goOnWithSweep(app, project, given, options)
    }
    // One that is not there is told so below.
    if ((options.add.length > 0 || options.dryRun || options.failFast) && existsSync(given)) {
      throw usageError(`'${operands.dir}' is no sweep: --add, --dry-run and --fail-fast are for sweeps`)
    }
    const { resume: goOn } = await import('../../run/resume.js')
    const { signal, arm, release } = interruptSignal({ armed: false })
    try {
      const log = runLog(flags)
      const registry = await project.trustedRegistry()
      const { cwd, repository } = project
      const settings = { ...log, cwd, registry, repository, overrides, signal, begins: arm, tell: log.show }
      const result = await goOn(operands.dir, settings)
      const dir = resolve(cwd, operands.dir)
      const { whatIsLeft } = await import('../what-is-left.js')
      if (result) {
        if (flags.json) printJson(runJson(result))
        else print(closing(result, shownPath(dir), flags.quiet ? [] : ['reproduce', 'eval']))
      } else {
        const { status, text } = whatIsLeft(dir)
        if (flags.json) printJson({ status, output_dir: dir })
        else print(`${text}\n`)
      }
      return EXIT.done
    } finally {
      release()
    }
  },
})

import { resolve } from 'node:path'
import { defineCommand } from '../app.js'

/** What adds jobs to a sweep. */
export const addOption = {
  type: 'text',
  name: 'OVERRIDE',
  repeatable: true,
  about: 'of a sweep: run more jobs, with this in the place of its own override of the same key',
} as const

/** `resume` of an app: its sweeps go on. */
export const resumeSweeps = defineCommand({
  name: 'resume',
  summary: 'go on with a sweep that was stopped',
  help: ['Runs the jobs of a sweep that did not end well, from the configs as they were when it began.'],
  examples: ['node app.mjs resume multirun/first'],
  operands: {
    dir: { type: 'run-or-folder', name: 'SWEEP_DIR', count: 'one', about: 'the directory of a sweep' },
  },
  options: {
    add: addOption,
    'dry-run': { type: 'boolean', about: 'show the jobs that are left, and run none' },
    'fail-fast': { type: 'boolean', about: 'start no more jobs after the first that fails' },
  },
  overrides: false,
  async run({ operands, options }, project, app) {
    const { goOnWithSweep } = await import('../sweeps/resume-sweep.js')
    return await goOnWithSweep(app, project, resolve(project.cwd, operands.dir), options)
  },
})

import { existsSync } from 'node:fs'
import { parseOverride } from '../../compose/override/index.js'
import { readSweep, resumeSweep } from '../../sweep/resume-sweep.js'
import { shownPath } from '../../util/shown-path.js'
import { print, printJson, tell } from '../../util/terminal.js'
import type { App } from '../app.js'
import { usageError } from '../arguments/usage-error.js'
import { EXIT } from '../exit.js'
import { interruptSignal } from '../interrupt.js'
import type { Project } from '../project.js'
import { isTrusted } from '../trust-store.js'
import { JobLabels } from './job-label.js'
import { settingsOf, taskOf, tellReport, wayOn } from './sweep.js'
import { SweepTeller } from './sweep-teller.js'

/** Goes on with a sweep. @param dir absolute @returns the exit code */
export async function goOnWithSweep(
  app: App,
  project: Project,
  dir: string,
  { add, dryRun, failFast }: { add: readonly string[]; dryRun: boolean; failFast: boolean },
): Promise<number> {
  const { flags } = project
  const saved = readSweep(dir)
  const { program, cwd, overrides, versionBase } = saved.definition
  if (program !== app.jobName) {
    const by = program === 'run' ? 'polyhead' : `the app '${program}'`
    throw usageError(`the sweep in '${shownPath(dir)}' was run by ${by}`, `go on with it by that: … resume ${dir}`)
  }
  // Its configs name files by paths that begin in the folder where it was started.
  if (existsSync(cwd)) process.chdir(cwd)
  const interruption = interruptSignal({ armed: 'quietly' })
  const { signal, release } = interruption
  try {
    const typed = overrides.map((text) => parseOverride(text, { versionBase }))
    const teller = new SweepTeller(flags, { announces: true, labels: new JobLabels(typed) })
    teller.listenTo(interruption, wayOn(app, project))
    const registry = await project.trustedRegistry()
    const report = await resumeSweep(saved, taskOf(app, project), {
      ...settingsOf(app, project, teller),
      ...{ env: process.env, registry, signal, add, dryRun, failFast },
      composition: {
        ...{ resolvers: registry.resolvers, warn: (warning) => project.warn(warning) },
        takes: await app.takes?.(project),
      },
      note: (text) => tell(`${text}\n`),
      isTrusted: (dir) => isTrusted(dir, 'sweeps'),
    })
    if (report && (report.fault || report.ended.length + report.left > 0))
      return tellReport(report, app, project, { teller, failFast, planned: 'left' })
    if (flags.json) printJson({ status: 'done', output_dir: dir })
    else print(`the sweep in '${shownPath(dir)}' is done: nothing is left to do\n`)
    return EXIT.done
  } finally {
    release()
  }
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readSweepFile } from '../../sweep/sweep-file.js'
import { sweepLayout } from '../../sweep/sweep-layout.js'
import { scriptCommand } from '../../util/own-command.js'
import { shellCommand } from '../../util/shell-command.js'
import { shellWord } from '../../util/shell-word.js'
import { shownPath } from '../../util/shown-path.js'

/** What an app's file may be called, by the app's name. */
const ENDINGS = ['.mjs', '.js', '.ts', '.mts', '.cjs']

/**
 * Says that a directory holds a sweep of an app, whose jobs are no runs, and where its results are; undefined where it
 * holds none. @throws ConfigError where the sweep cannot be read
 */
export function appSweepIn(dir: string): { is: string; way: string } | undefined {
  if (!existsSync(sweepLayout(dir).definition)) return undefined
  const { program, cwd } = readSweepFile(dir).definition
  if (program === 'run') return undefined
  const file = ENDINGS.map((ending) => program + ending).find((name) => existsSync(join(cwd, name)))
  const shown = shownPath(dir)
  const resume = `resume ${shellWord(shown)}`
  const on = file === undefined ? `'${resume}' of the app` : `'${scriptCommand(join(cwd, file))} ${resume}'`
  const results = shownPath(sweepLayout(dir).results)
  return {
    is: `'${shown}' is a sweep of the app '${program}', whose jobs are no runs of polyhead's`,
    way: `its results are in ${results}, and a page of them by '${shellCommand('report', shown)}'; it goes on by ${on}`,
  }
}

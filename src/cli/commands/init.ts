import { join, resolve } from 'node:path'
import { openRepository } from '../../compose/index.js'
import { shellWord } from '../../util/shell-word.js'
import { shownPath } from '../../util/shown-path.js'
import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'
import type { Project } from '../project.js'
import { requireFolder } from '../search-path.js'
import { usageError } from '../usage-error.js'

export const init = defineCommand({
  name: 'init',
  summary: 'lay down a new project, or survey one written for Hydra',
  help: [
    'Lays down a project that runs and passes its tests at once: configs, an experiment, a component of its own',
    'with schema and test. Nothing is overwritten: a `README.md` and a `.gitignore` that are there stay, and a',
    '`package.json` keeps all that it has, and gets what it lacks. With `--from-hydra` it writes nothing, but reads a',
    'tree of configs written for Hydra: which of them compose, which components polyhead has, and what is left to do.',
  ],
  examples: ['polyhead init my-project'],
  operands: {
    dir: { type: 'folder', name: 'DIR', count: 'optional', about: 'one folder', otherwise: 'the working directory' },
  },
  options: {
    'from-hydra': { type: 'folder', name: 'DIR', about: 'the folder of configs to survey' },
  },
  overrides: false,
  async run({ flags, operands, options }, project) {
    if (options.fromHydra !== undefined) {
      if (operands.dir !== undefined) throw usageError(`init --from-hydra writes nothing into '${operands.dir}'`)
      return survey(options.fromHydra, flags.json, project)
    }
    const { layProject } = await import('../new-project.js')
    const dir = resolve(project.cwd, operands.dir ?? '.')
    const shown = shownPath(dir)
    const { files, kept, merged, start } = await layProject(dir)
    const lines = ['wrote', ...files.map((file) => `  ${join(shown, file)}`)]
    if (merged && merged.added.length > 0) {
      lines.push(`added to ${join(shown, 'package.json')}`, ...merged.added.map((path) => `  ${path}`))
    }
    const stayed = [...kept, ...(merged?.kept ?? [])]
    if (stayed.length > 0) lines.push('kept as it was there', ...stayed.map((path) => `  ${path}`))
    const go = shown === '.' ? '' : `cd ${shellWord(shown)} && `
    print(`${[...lines, '', `next: ${go}npm install && ${start}`].join('\n')}\n`)
    return EXIT.done
  },
})

async function survey(dir: string, json: boolean, project: Project): Promise<number> {
  const [{ surveyTree }, { surveyText }] = await Promise.all([
    import('../../inspect/survey.js'),
    import('../survey-text.js'),
  ])
  requireFolder(dir, project.cwd)
  const found = surveyTree(openRepository(resolve(project.cwd, dir)), await project.registry())
  if (json) printJson(found)
  else print(`${surveyText(found, dir)}\n`)
  return EXIT.done
}

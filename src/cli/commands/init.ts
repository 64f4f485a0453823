import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { openRepository } from '../../compose/index.js'
import { withTexts } from '../../compose/repository.js'
import { isWithin } from '../../run/confine.js'
import { ownCommand } from '../../util/own-command.js'
import { shellWord } from '../../util/shell-word.js'
import { shownPath } from '../../util/shown-path.js'
import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { usageError } from '../arguments/usage-error.js'
import { EXIT } from '../exit.js'
import type { Project } from '../project.js'
import type { LaidProject } from '../projects/new-project.js'
import { requireFolder } from '../search-path.js'

export const init = defineCommand({
  name: 'init',
  summary: 'lay down a new project, also of configs written for Hydra',
  help: [
    'Lays down a project that runs and passes its tests at once: configs, an experiment, a component of its own',
    'with schema and test. Nothing is overwritten: a `README.md` and a `.gitignore` that are there stay, and a',
    '`package.json` keeps all that it has, and gets what it lacks. With `--from-hydra` it reads a tree of configs',
    'written for Hydra: which of them compose, which components polyhead has, and what is left to do. Where a folder',
    'is named, too, that becomes a project with a copy of the tree, and what no longer composes there is told;',
    'otherwise nothing is written.',
  ],
  examples: ['polyhead init my-project'],
  operands: {
    dir: { type: 'folder', name: 'DIR', count: 'optional', about: 'one folder', otherwise: 'the working directory' },
  },
  options: {
    'from-hydra': { type: 'folder', name: 'DIR', about: 'a folder of configs written for Hydra' },
  },
  overrides: false,
  async run({ flags, operands, options }, project) {
    if (options.fromHydra !== undefined) return await fromHydra(options.fromHydra, operands.dir, flags.json, project)
    const { layProject } = await import('../projects/new-project.js')
    const dir = resolve(project.cwd, operands.dir ?? '.')
    const laid = await layProject(dir)
    print(`${laidText(dir, laid)}\n`)
    return EXIT.done
  },
})

/** What was written, and what to type next. */
function laidText(dir: string, { files, kept, merged, next }: LaidProject): string {
  const shown = shownPath(dir)
  const lines = ['wrote', ...files.map((file) => `  ${join(shown, file)}`)]
  if (merged && merged.added.length > 0) {
    lines.push(`added to ${join(shown, 'package.json')}`, ...merged.added.map((path) => `  ${path}`))
  }
  const stayed = [...kept, ...(merged?.kept ?? [])]
  if (stayed.length > 0) lines.push('kept as it was there', ...stayed.map((path) => `  ${path}`))
  const [first = '', ...others] = next
  const go = shown === '.' ? '' : `cd ${shellWord(shown)} && `
  return [...lines, '', `next: ${go}npm install && ${first}`, ...others.map((command) => `      ${command}`)].join('\n')
}

async function fromHydra(given: string, into: string | undefined, json: boolean, project: Project): Promise<number> {
  const [{ surveyTree }, { stubsFor }, { markedProject }, { commandsText, stubsText, surveyText }, finding] =
    await Promise.all([
      import('../../inspect/survey.js'),
      import('../../inspect/python/stubs.js'),
      import('../../inspect/python/find-modules.js'),
      import('../projects/survey-text.js'),
      import('../../inspect/find-tree.js'),
    ])
  requireFolder(given, project.cwd)
  const sought = finding.findTree(resolve(project.cwd, given), given)
  if ('wrong' in sought) throw usageError(sought.wrong, undefined, sought.notes)
  const { dir: from, shown: tree, why } = sought
  const registry = await project.registry()
  const whole = resolve(project.cwd, given)
  const bare = openRepository(from)
  const marked = whole === from ? markedProject(from) : whole
  const stubs = stubsFor(bare, registry, { tree: from, project: marked ?? dirname(from) })
  const texts = Object.fromEntries([...stubs.files].filter(([path]) => path.endsWith('.yaml')))
  // A new project is another working directory.
  const shown = (path: string) => (into === undefined && !isAbsolute(given) ? relative(project.cwd, path) : path)
  const around = {
    // What Python registers is written into a project alone.
    ...(into === undefined && { typed: bare }),
    mains: marked === undefined ? [] : finding.mainConfigs(from, marked),
    others: () =>
      marked === undefined ? [] : finding.treesBeside(from, marked).map((path) => ({ dir: path, shown: shown(path) })),
  }
  const found = surveyTree(withTexts(bare, { dir: from, provider: 'init', files: texts }), registry, around)
  const { written, unread } = stubs
  const taken = why === undefined ? [] : [`the configs are those of ${tree}: ${why}`]
  const report = [...taken, surveyText(found, tree), ...stubsText(stubs)]
  if (into === undefined) {
    if (json) printJson({ tree, why, ...found, registered: written, unread })
    else print(`${[...report, commandsText(found, ownCommand(), '--config-path', tree)].join('\n\n')}\n`)
    return EXIT.done
  }
  const dir = resolve(project.cwd, into)
  if (isWithin(dir, from)) {
    throw usageError(`'${into}' lies in '${tree}', of which the project is made: name a folder outside of it`)
  }
  const [{ layProject }, { projectFromHydra }] = await Promise.all([
    import('../projects/new-project.js'),
    import('../projects/project-from-hydra.js'),
  ])
  const laid = await layProject(dir, projectFromHydra(dir, from, found, { stubs: stubs.files, report }))
  const there = inFolder(dir, () => surveyTree(openRepository(join(dir, 'configs')), registry))
  const still = new Set(there.composed.map(({ path }) => path))
  const lost = found.composed.map(({ path }) => path).filter((path) => !still.has(path))
  if (json) printJson({ tree, why, ...found, registered: written, unread, wrote: laid.files, lost })
  else print(`${[...report, ...lostText(lost), laidText(dir, laid)].join('\n\n')}\n`)
  return EXIT.done
}

/** Relative folders of a search path start from the working directory: the project's, for its own commands. */
function inFolder<Result>(dir: string, action: () => Result): Result {
  const before = process.cwd()
  process.chdir(dir)
  try {
    return action()
  } finally {
    process.chdir(before)
  }
}

/** What composes where it was, and not where it is now: it looks for something beside its folder. */
function lostText(lost: readonly string[]): string[] {
  return lost.length === 0
    ? []
    : [['these do not compose in the project:', ...lost.map((path) => `  ${path}`)].join('\n')]
}

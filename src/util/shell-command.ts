import { isAbsolute } from 'node:path'
import { ownCommand } from './own-command.js'
import { shellWord } from './shell-word.js'
import { shownPath } from './shown-path.js'

/** Commands that build what a run is made of: they need its plugins. */
const OF_RUNS: ReadonlySet<string> = new Set(['eval', 'predict', 'reproduce', 'resume'])

/** A command of polyhead about a directory or file, and more words, as it can be typed in a shell. */
export function shellCommand(command: string, path: string, ...words: readonly string[]): string {
  // A name like an option's is none behind './'.
  const named = path.startsWith('-') ? `./${path}` : path
  const plugins = OF_RUNS.has(command) ? givenPlugins() : []
  return [ownCommand(), command, ...[named, ...words, ...plugins].map(shellWord)].join(' ')
}

/** The plugins that the command line of this process names: one that goes on with its run needs them, too. */
export function givenPlugins(argv: readonly string[] = process.argv.slice(2)): string[] {
  const end = argv.indexOf('--')
  const words = end < 0 ? argv : argv.slice(0, end)
  const files = words.flatMap((word, i) => {
    if (word.startsWith('--plugin=')) return [word.slice('--plugin='.length)]
    return word === '--plugin' ? words.slice(i + 1, i + 2) : []
  })
  return files.flatMap((file) => ['--plugin', asNamed(file)])
}

/** A worker's command line has whole paths. One that could be a package's name begins with a dot. */
function asNamed(file: string): string {
  const shown = shownPath(file)
  return isAbsolute(file) && !isAbsolute(shown) ? `./${shown}` : file
}

import { ownCommand } from './own-command.js'
import { shellWord } from './shell-word.js'

/** A command of polyhead about a directory or file, and more words, as it can be typed in a shell. */
export function shellCommand(command: string, path: string, ...words: readonly string[]): string {
  // A name like an option's is none behind './'.
  const named = path.startsWith('-') ? `./${path}` : path
  return [ownCommand(), command, ...[named, ...words].map(shellWord)].join(' ')
}

/** A word as it can be typed in a shell: quoted where it has to be. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) && !word.startsWith('~/') ? word : `'${word.replaceAll("'", "'\\''")}'`
}

/** A command of polyhead about a directory or file, and more words, as it can be typed in a shell. */
export function shellCommand(command: string, path: string, ...words: readonly string[]): string {
  // A name like an option's is none behind './'.
  const named = path.startsWith('-') ? `./${path}` : path
  return ['polyhead', command, ...[named, ...words].map(shellWord)].join(' ')
}

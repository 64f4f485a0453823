/** A word as it can be typed in a shell: quoted where it has to be. What begins with '~' is somebody's folder to it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) && !word.startsWith('~') ? word : `'${word.replaceAll("'", "'\\''")}'`
}

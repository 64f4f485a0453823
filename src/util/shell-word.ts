/**
 * A word as it can be typed in a shell: quoted where it has to be. '~' is somebody's folder to it, at the beginning and
 * behind '=' or ':', and what begins with '=' a command's path.
 */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) && !/^=|(?:^|[=:])~/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

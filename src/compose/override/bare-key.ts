/** `+a.b`, `++a.b`, `~a.b` and `a.b` are one key, of a value or of a group. */
export function bareKey(keyElement: string): string {
  return keyElement.replace(/^[+~]+/, '')
}

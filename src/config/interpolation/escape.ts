/**
 * Text as it must be written where interpolations are read, so that it is text again: backslashes count only before
 * `${`, and are doubled there.
 * @param before whether an interpolation follows
 */
export function escapeText(text: string, before = false): string {
  const escaped = text.replace(/(?<!\\)(\\*)\$\{/g, '$1$1\\${')
  return before ? escaped.replace(/(?<!\\)\\+$/, '$&$&') : escaped
}

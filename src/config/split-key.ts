/** Keys of a path that sets a value: a config is nested no deeper. */
export const LONGEST_PATH = 128

const HEAD = /^\.*[^.[]*/
const DOTTED = /[^.[]*/y
/** What closes a bracket, and what no bracket holds. */
const BRACKET_END = /[\]\n\r\u2028\u2029]/g

/**
 * The keys of a dotted path, as OmegaConf splits it: `a.b` and `a[b]` → `['a', 'b']`, `.a` → `['', 'a']`, `[a].b` →
 * `['a', 'b']`. A bracket that is not closed gives no key: `[a` has none at all. They are strings always, be it that a
 * list reads them as ints.
 */
export function splitKey(key: string): string[] {
  if (!key.includes('[')) return key.split('.')
  const head = (HEAD.exec(key) as RegExpExecArray)[0]
  const keys = head.split('.')
  if (head.length === key.length) return keys
  // A path that begins with a bracket has no key before it.
  if (key[head.length] === '[' && keys.at(-1) === '') keys.pop()
  // Brackets up to here are not closed.
  let open = 0
  for (let at = head.length; at < key.length; at++) {
    if (key[at] === '.') {
      DOTTED.lastIndex = at + 1
      const dotted = (DOTTED.exec(key) as RegExpExecArray)[0]
      keys.push(dotted)
      at += dotted.length
    } else if (key[at] === '[' && at >= open) {
      BRACKET_END.lastIndex = at
      const end = BRACKET_END.exec(key)?.index ?? key.length
      if (key[end] !== ']') open = end
      else {
        keys.push(key.slice(at + 1, end))
        at = end
      }
    }
  }
  return keys
}

const HEAD = /^\.*[^.[]*/
const OTHER = /\.([^.[]*)|\[(.*?)\]/g

/**
 * The keys of a dotted path, as OmegaConf splits it: `a.b` and `a[b]` → `['a', 'b']`, `.a` → `['', 'a']`, `[a].b` →
 * `['a', 'b']`. A bracket that is not closed gives no key: `[a` has none at all. They are strings always, be it that a
 * list reads them as ints.
 */
export function splitKey(key: string): string[] {
  const head = (HEAD.exec(key) as RegExpExecArray)[0]
  const keys = head.split('.')
  if (head.length === key.length) return keys
  // A path that begins with a bracket has no key before it.
  if (key[head.length] === '[' && keys.at(-1) === '') keys.pop()
  for (const [, dotted, bracketed] of key.slice(head.length).matchAll(OTHER)) keys.push(dotted || bracketed || '')
  return keys
}

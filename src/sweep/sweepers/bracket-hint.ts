/**
 * What is written in a filter for a square bracket: an item of a list by its number after a dot, several conditions
 * with `and` between them, and a list in round brackets.
 * @param at where in the text the bracket stands
 */
export function bracketHint(text: string, at: number): string {
  const end = text.indexOf(']', at)
  const inside = end < 0 ? '' : text.slice(at + 1, end)
  const [list] = /(?<![\w.])[\w.]+$/.exec(text.slice(0, at)) ?? []
  const key = /^\s*(["']?)(\w+)\1\s*$/.exec(inside)?.[2]
  if (list !== undefined && key !== undefined) return `write '${list}.${key}' for it`
  const parts = inside.split(',').map((part) => part.trim())
  if (list === undefined && parts.every((part) => /[<>=]/.test(part))) return `write '${parts.join(' and ')}' for it`
  return "write '(…)' for it"
}

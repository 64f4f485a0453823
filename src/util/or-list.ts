/** Texts as a choice, each once: `a`, `a or b`, `a, b or c`. */
export function orList(texts: readonly string[]): string {
  const unique = [...new Set(texts)]
  if (unique.length < 3) return unique.join(' or ')
  return `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}`
}

/** What the search box says: conditions as `ls --where` has them, and words. */
export interface Query {
  conditions: readonly string[]
  words: readonly string[]
}

/** `acc>0.9 optimizer=sgd 'my run'`: a condition has a comparison, all else is a word; quotes hold blanks together. */
export function parseQuery(text: string): Query {
  const parts = Array.from(text.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g), ([part]) => part.replaceAll(/['"]/g, ''))
  const isCondition = (part: string) => /^[^<>=!]+(?:[<>]=?|!=|==?)/.test(part)
  return { conditions: parts.filter(isCondition), words: parts.filter((part) => !isCondition(part)) }
}

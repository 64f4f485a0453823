/**
 * Python's `fnmatch.fnmatchcase`: `*`, `?`, `[a-z]`, `[!a-z]`; a `[` that nothing closes is itself.
 * Work is bounded by the product of the lengths.
 */
export function matchGlob(name: string, pattern: string): boolean {
  const [text, parts] = [[...name], compile(pattern)]
  let [at, part, star, resume] = [0, 0, -1, 0]
  while (at < text.length) {
    const expected = parts[part]
    if (expected === '*') {
      star = part++
      resume = at
    } else if (expected?.(text[at] as string)) {
      at++
      part++
    } else if (star >= 0) {
      // The last star takes one character more.
      part = star + 1
      at = ++resume
    } else return false
  }
  while (parts[part] === '*') part++
  return part === parts.length
}

type Part = '*' | ((character: string) => boolean)

function compile(pattern: string): Part[] {
  const characters = [...pattern]
  const parts: Part[] = []
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] as string
    const close = character === '[' ? closingBracket(characters, i) : -1
    if (character === '*') parts.push('*')
    else if (character === '?') parts.push(() => true)
    else if (close < 0) parts.push((c) => c === character)
    else {
      parts.push(bracket(characters.slice(i + 1, close)))
      i = close
    }
  }
  return parts
}

/** The `]` of a set may itself be its first member. */
function closingBracket(characters: readonly string[], open: number): number {
  const first = characters[open + 1] === '!' ? open + 2 : open + 1
  return characters.indexOf(']', first + 1)
}

function bracket(set: readonly string[]): (character: string) => boolean {
  const negated = set[0] === '!'
  const members = negated ? set.slice(1) : set
  const ranges: [number, number][] = []
  const code = (i: number) => (members[i] as string).codePointAt(0) as number
  for (let i = 0; i < members.length; i++) {
    if (members[i + 1] === '-' && i + 2 < members.length) {
      ranges.push([code(i), code(i + 2)])
      i += 2
    } else ranges.push([code(i), code(i)])
  }
  return (character) => {
    const point = character.codePointAt(0) as number
    return ranges.some(([low, high]) => low <= point && point <= high) !== negated
  }
}

/** A command line up to the cursor, as words. */
export interface SplitLine {
  /** The words before the current one, without quotes. */
  before: string[]
  /** The current word up to the cursor, without quotes; `''` where a new one begins. */
  current: string
  /** How much of `current` lies before what the shell replaces: up to the last unquoted break character. */
  kept: number
  /** The quote that is still open in the current word, or `''`. */
  quote: string
}

/**
 * Splits a line as bash does: blanks outside quotes end a word; `'…'`, `"…"` and `\` quote.
 * @param breaks characters at which bash begins a new word to complete, `$COMP_WORDBREAKS`
 */
export function splitLine(line: string, breaks = ''): SplitLine {
  const before: string[] = []
  let current = ''
  let kept = 0
  let quote = ''
  let inWord = false
  for (let i = 0; i < line.length; i++) {
    const char = line[i] as string
    if (quote === "'") {
      if (char === "'") quote = ''
      else current += char
    } else if (char === '\\' && i + 1 < line.length && (quote === '' || '"\\$`'.includes(line[i + 1] as string))) {
      current += line[++i]
      inWord = true
    } else if (quote === '"') {
      if (char === '"') quote = ''
      else current += char
    } else if (char === "'" || char === '"') {
      quote = char
      inWord = true
      kept = current.length
    } else if (/\s/.test(char)) {
      if (inWord) before.push(current)
      current = ''
      kept = 0
      inWord = false
    } else {
      current += char
      inWord = true
      if (breaks.includes(char)) kept = current.length
    }
  }
  return { before, current, kept, quote }
}

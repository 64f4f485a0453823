/** As deep as YAML is read. */
const DEEPEST = 128

/**
 * `JSON.parse` for texts from elsewhere: what is nested deeper than anything that is written as JSON would overflow the
 * stack of whoever walks through it.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const sign = text.charCodeAt(i)
    if (sign === 0x22) i = endOfString(text, i + 1)
    else if (sign === 0x5b || sign === 0x7b) {
      if (++depth > DEEPEST) throw new SyntaxError(`it is nested deeper than ${DEEPEST} levels`)
    } else if (sign === 0x5d || sign === 0x7d) depth--
  }
  return JSON.parse(text)
}

/** Where the quote is that ends a string. */
function endOfString(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const sign = text.charCodeAt(i)
    if (sign === 0x5c) i++
    else if (sign === 0x22) return i
  }
  return text.length
}

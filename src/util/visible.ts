/**
 * What a terminal obeys instead of showing (control characters, marks that turn the direction of writing), what would
 * break a line, and what nobody sees: zero-width signs, tags, halves of surrogate pairs. Joiners stay, because emoji
 * are made of them.
 */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find
  /[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Surrogate}\u{e0000}-\u{e007f}]/gu

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * A text from a file, a name or anywhere else as one line that a terminal shows and does not obey: `\x1b`, `\u202e`,
 * `\n`.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped)
}

/** The same for text of several lines: line feeds and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(UNSEEN, (sign) => (sign === '\n' || sign === '\t' ? sign : escaped(sign)))
}

/**
 * A value as JSON that a terminal shows: one line, without `indent`. The escapes are JSON's own: whoever reads it gets
 * the value as it was.
 */
export function visibleJson(value: unknown, indent?: number): string {
  const escapedUnit = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value, null, indent).replace(UNSEEN, (sign) =>
    sign === '\n' ? sign : sign.split('').map(escapedUnit).join(''),
  )
}

function escaped(sign: string): string {
  const short = SHORT[sign]
  if (short !== undefined) return short
  const code = sign.codePointAt(0) as number
  const hex = code.toString(16)
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`
}

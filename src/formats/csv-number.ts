const minus = 0x2d
const plus = 0x2b
const point = 0x2e

/** 10 to these powers are exact as doubles. */
const powers = Float64Array.from({ length: 16 }, (_, exponent) => 10 ** exponent)

/**
 * The number that bytes spell in decimals, NaN where they spell none (nothing, `nan`, hexadecimal), infinite where it
 * is too large. Up to 15 digits, as nearly all numbers of data files have, are read without making a string.
 */
export function parseNumber(bytes: Buffer, start: number, end: number): number {
  const sign = bytes[start]
  const first = sign === minus || sign === plus ? start + 1 : start
  if (end > first && end - first <= 16) {
    let value = 0
    let digits = 0
    let decimals = -1
    let i = first
    for (; i < end; i++) {
      const byte = bytes[i] as number
      const digit = byte - 0x30
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit
        digits++
      } else if (byte === point && decimals < 0) decimals = digits
      else break
    }
    // Integer and power are exact, so their quotient is the double nearest to what is written.
    if (i === end && digits > 0 && digits <= 15) {
      const size = decimals < 0 ? value : value / (powers[digits - decimals] as number)
      return sign === minus ? -size : size
    }
  }
  const text = bytes.toString('latin1', start, end)
  // Number() would take '' for 0, and hexadecimal for a number.
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
}

/** What pandas reads as a missing value. */
const missingWords: ReadonlySet<string> = new Set([
  ...['', '#N/A', '#N/A N/A', '#NA', '-1.#IND', '-1.#QNAN', '-NaN', '-nan', '1.#IND', '1.#QNAN', '<NA>', 'N/A', 'NA'],
  ...['NULL', 'NaN', 'None', 'n/a', 'nan', 'null'],
])

/** Whether a field says that there is no value. */
export function isMissing(text: string): boolean {
  return missingWords.has(text)
}

/** Longer fields are no word for a missing value. */
export const longestMissingWord = Math.max(...Array.from(missingWords, (word) => word.length))

/** Python's numbers, as text: what `int()`, `float()` and `repr()` read and write. */

/** An int as nodes hold it: a bigint only beyond 2^53 − 1. */
export type PythonInt = number | bigint

/** CPython refuses to read or write an int of more decimal digits. */
const maxDigits = 4300

/** The narrowest form of an int. */
export function toInt(value: bigint): PythonInt {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}

/** Python's `repr(float)`: the shortest digits that read back, `1.0`, `1e-05`, `1e+16`, `inf`, `-inf`, `nan`. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [mantissa, exponentText] = value.toExponential().split('e') as [string, string]
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= 16) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  const sign = mantissa.startsWith('-') ? '-' : ''
  const digits = mantissa.replace(/[-.]/g, '')
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}

const DIGITS = String.raw`\d+(?:_\d+)*`
const INT = new RegExp(`^[+-]?${DIGITS}$`)
const FLOAT = new RegExp(
  `^[+-]?(?:(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:e[+-]?${DIGITS})?|inf(?:inity)?|nan)$`,
  'i',
)

/**
 * What Python's `int(text)` reads (base 10; surrounding spaces, `_` between digits, any script's digits); undefined
 * where it raises ValueError.
 */
export function parsePythonInt(text: string): PythonInt | undefined {
  const plain = plainDigits(text)
  if (!INT.test(plain)) return undefined
  const digits = plain.replaceAll('_', '')
  if (digits.length < 16) return Number(digits) + 0
  if (digits.replace(/^[+-]/, '').length > maxDigits) return undefined
  return toInt(BigInt(digits.replace(/^\+/, '')))
}

/** What Python's `float(text)` reads; undefined where it raises ValueError. */
export function parsePythonFloat(text: string): number | undefined {
  const plain = plainDigits(text)
  if (!FLOAT.test(plain)) return undefined
  if (/nan$/i.test(plain)) return Number.NaN
  if (/[nf]/i.test(plain)) return plain.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return Number(plain.replaceAll('_', ''))
}

/**
 * What Python's number readers take for spaces: C's, and beyond ASCII those of `str.isspace`. JavaScript's `\s` differs
 * (U+FEFF, U+0085).
 */
const space = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const leading = new RegExp(`^${space}+`)
const trailing = new RegExp(`(?<!${space})${space}+$`)

/** Without spaces around it, and with ASCII digits. */
function plainDigits(text: string): string {
  if (/^[!-~]*$/.test(text)) return text
  const trimmed = text.replace(leading, '').replace(trailing, '')
  if (/^[\u0020-\u007e]*$/.test(trimmed)) return trimmed
  return trimmed.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) as number)))
}

/** Unicode lays decimal digits out in runs of ten, so a digit's value is its offset into its run. */
function digitValue(code: number): number {
  let start = code
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start--
  return (code - start) % 10
}

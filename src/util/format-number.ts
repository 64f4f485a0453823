/** JavaScript's limit: what lies in the middle of two neighbours shows it by then. */
const MOST_DIGITS = 100

const SPEC = /^(?:(.)?([<>=^]))?([+\- ])?(0)?(\d+)?(,)?(?:\.(\d+))?([dfFeEgG%])?$/

/** Whether a format is one of Python's for numbers, as far as `formatNumber` knows them. */
export function isNumberFormat(spec: string): boolean {
  const [, , , , , width = '0', , precision = '0'] = SPEC.exec(spec) ?? []
  return SPEC.test(spec) && Number(width) <= 100 && Number(precision) <= 50
}

/**
 * A number by a format of Python's: `02d`, `.3f`, `8.2e`, `.4g`, `.1%`.
 * @param spec one for which `isNumberFormat` is true
 * @param plain how the number is shown without a type and precision
 */
export function formatNumber(value: number, spec: string, plain: string): string {
  const [, fill, align, sign = '-', zero, width = '0', comma, precision, type] = SPEC.exec(spec) as RegExpExecArray
  const digits = precision === undefined ? undefined : Number(precision)
  const negative = value < 0 || Object.is(value, -0)
  const magnitude = Math.abs(value)
  const bare = bodyOf(magnitude, type, digits, plain.replace(/^-/, ''))
  const prefix = negative ? '-' : sign === '-' ? '' : sign
  const filler = fill ?? (zero === undefined ? ' ' : '0')
  const place = align ?? (zero === undefined ? '>' : '=')
  // Zeros before a number are digits of it, and grouped with them.
  const least = filler === '0' && place === '=' ? Number(width) - prefix.length : 0
  const body = comma === undefined ? bare : grouped(bare, least)
  const room = Number(width) - prefix.length - body.length
  if (room <= 0) return prefix + body
  switch (place) {
    case '<':
      return prefix + body + filler.repeat(room)
    case '^':
      return filler.repeat(Math.floor(room / 2)) + prefix + body + filler.repeat(Math.ceil(room / 2))
    case '=':
      return prefix + filler.repeat(room) + body
    default:
      return filler.repeat(room) + prefix + body
  }
}

function bodyOf(value: number, type: string | undefined, digits: number | undefined, plain: string): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : 'inf'
  switch (type) {
    case 'd':
      return String(Math.trunc(value))
    case 'f':
    case 'F':
      return fixed(value, digits ?? 6)
    case '%':
      return `${fixed(value * 100, digits ?? 6)}%`
    case 'e':
      return exponent(scientific(value, digits ?? 6))
    case 'E':
      return exponent(scientific(value, digits ?? 6)).toUpperCase()
    case 'g':
      return general(value, digits ?? 6)
    case 'G':
      return general(value, digits ?? 6).toUpperCase()
    default:
      return digits === undefined ? plain : asFloat(value, digits)
  }
}

/** Digits after the point; JavaScript rounds what lies in the middle up, Python to the even neighbour. */
function fixed(value: number, digits: number): string {
  // JavaScript writes these with an exponent.
  if (value >= 1e21) return `${BigInt(value)}${digits > 0 ? '.' : ''}${'0'.repeat(digits)}`
  return toEven(value.toFixed(digits), value.toFixed(MOST_DIGITS), digits)
}

function scientific(value: number, digits: number): string {
  const rounded = value.toExponential(digits)
  const [exact = '', power = ''] = value.toExponential(MOST_DIGITS).split('e')
  const even = toEven(rounded.slice(0, rounded.indexOf('e')), exact, digits)
  return even === rounded.slice(0, rounded.indexOf('e')) ? rounded : `${even}e${power}`
}

/** @param exact the same number with more digits than a double has */
function toEven(rounded: string, exact: string, digits: number): string {
  const cut = exact.length - MOST_DIGITS + digits
  if (!/^50*$/.test(exact.slice(cut))) return rounded
  const below = exact.slice(0, digits === 0 ? cut - 1 : cut)
  return Number(below.at(-1)) % 2 === 0 ? below : rounded
}

/** Python writes two digits at least: `1e-05`. */
function exponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}

/** The same, and it is seen that the number is a float: a digit is after the point, or there is an exponent. */
function asFloat(value: number, digits: number): string {
  const text = general(value, digits, Math.max(1, digits) - 1)
  return /[.e]/.test(text) ? text : `${text}.0`
}

/**
 * So many significant digits, without zeros at the end.
 * @param limit powers of ten from which on there is an exponent
 */
function general(value: number, digits: number, limit = Math.max(1, digits)): string {
  const significant = Math.max(1, digits)
  const rounded = scientific(value, significant - 1)
  const power = Number(rounded.slice(rounded.indexOf('e') + 1))
  if (power >= -4 && power < limit) return trim(fixed(value, Math.max(0, significant - 1 - power)))
  const [mantissa = '', rest = ''] = rounded.split('e')
  return exponent(`${trim(mantissa)}e${rest}`)
}

/** Without the zeros that end what is after the point. */
function trim(text: string): string {
  if (!text.includes('.')) return text
  let end = text.length
  while (text[end - 1] === '0') end--
  return text.slice(0, text[end - 1] === '.' ? end - 1 : end)
}

/**
 * With commas between thousands.
 * @param least characters that the text has at least, by zeros before it
 */
function grouped(text: string, least: number): string {
  const digits = /^\d+/.exec(text)?.[0] ?? ''
  if (digits === '') return text
  const rest = text.slice(digits.length)
  let whole = digits
  // A comma is never first: one more zero may be needed.
  while (whole.length + Math.floor((whole.length - 1) / 3) + rest.length < least) whole = `0${whole}`
  const groups: string[] = []
  for (let end = whole.length; end > 0; end -= 3) groups.unshift(whole.slice(Math.max(0, end - 3), end))
  return groups.join(',') + rest
}

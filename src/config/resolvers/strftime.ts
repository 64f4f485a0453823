const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

function dayOfYear(date: Date): number {
  const start = Date.UTC(date.getFullYear(), 0, 1)
  return Math.round((Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) - start) / 86_400_000) + 1
}

/** The ISO week, and the year it belongs to. */
function isoWeek(date: Date): { week: number; year: number } {
  const thursday = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 4 - (date.getDay() || 7))
  return { week: Math.ceil(dayOfYear(thursday) / 7), year: thursday.getFullYear() }
}

/** Characters of what is no part of the format itself. */
const LONGEST = 100_000

/** A number with its least count of digits, which spaces fill where zeros do not. */
type Numeric = [digits: number, value: (date: Date) => number, fill?: ' ']

const NUMBERS = new Map<string, Numeric>(
  Object.entries({
    C: [2, (d) => Math.floor(d.getFullYear() / 100)],
    d: [2, (d) => d.getDate()],
    e: [2, (d) => d.getDate(), ' '],
    g: [2, (d) => isoWeek(d).year % 100],
    G: [1, (d) => isoWeek(d).year],
    H: [2, (d) => d.getHours()],
    I: [2, (d) => d.getHours() % 12 || 12],
    j: [3, dayOfYear],
    k: [2, (d) => d.getHours(), ' '],
    l: [2, (d) => d.getHours() % 12 || 12, ' '],
    m: [2, (d) => d.getMonth() + 1],
    M: [2, (d) => d.getMinutes()],
    S: [2, (d) => d.getSeconds()],
    u: [1, (d) => d.getDay() || 7],
    U: [2, (d) => Math.floor((dayOfYear(d) + 6 - d.getDay()) / 7)],
    V: [2, (d) => isoWeek(d).week],
    w: [1, (d) => d.getDay()],
    W: [2, (d) => Math.floor((dayOfYear(d) + 6 - ((d.getDay() + 6) % 7)) / 7)],
    y: [2, (d) => d.getFullYear() % 100],
    Y: [1, (d) => d.getFullYear()],
  }),
)

const TEXTS = new Map<string, (date: Date) => string>(
  Object.entries({
    '%': () => '%',
    a: (d) => (DAYS[d.getDay()] as string).slice(0, 3),
    A: (d) => DAYS[d.getDay()] as string,
    b: (d) => (MONTHS[d.getMonth()] as string).slice(0, 3),
    B: (d) => MONTHS[d.getMonth()] as string,
    n: () => '\n',
    p: (d) => (d.getHours() < 12 ? 'AM' : 'PM'),
    s: (d) => String(Math.floor(d.getTime() / 1000)),
    t: () => '\t',
  }),
)

/** Directives that stand for others. */
const COMPOSED = new Map<string, string>(
  Object.entries({
    c: '%a %b %e %H:%M:%S %Y',
    D: '%m/%d/%y',
    F: '%Y-%m-%d',
    h: '%b',
    P: '%p',
    r: '%I:%M:%S %p',
    R: '%H:%M',
    T: '%H:%M:%S',
    x: '%m/%d/%y',
    X: '%H:%M:%S',
  }),
)

/** Letters that take the modifiers E and O, which change nothing in the C locale. */
const MODIFIED: Readonly<Record<string, string>> = { E: '%nptPrRTsucCxXyY', O: '%nptPrRTsCbBdegGhHIjklmMSuUVwWy' }

/**
 * Python's `datetime.strftime` with glibc's in the C locale, for a local time without a zone: `%f` (microseconds), `%z`
 * and `%Z` (empty) are Python's, the rest is C's: flags (`_ - 0 ^ #`), a width, the modifiers E and O. What is no
 * directive stays as it is.
 * @throws RangeError where widths make a text that nobody can want
 */
export function strftime(date: Date, format: string): string {
  let room = LONGEST
  const withoutPythons = format.replace(/%([\s\S])/g, (whole, letter: string) => {
    if (letter === 'f') return `${String(date.getMilliseconds()).padStart(3, '0')}000`
    return letter === 'z' || letter === 'Z' ? '' : whole
  })
  return withoutPythons.replace(
    /%([_0^#-]*)(\d*)([EO]?)([\s\S]?)/g,
    (whole, flags: string, width: string, modifier: string, letter: string) => {
      const fill = flags.match(/[_0-]/g)?.at(-1) ?? ''
      const allowed = modifier === '' || MODIFIED[modifier]?.includes(letter)
      room -= Math.max(Number(width), 10)
      if (room < 0) throw new RangeError(`the time would be longer than ${LONGEST} characters`)
      const text = (allowed ? (number(date, letter, fill, Number(width)) ?? words(date, letter)) : undefined) ?? whole
      return inCase(text, flags, letter).padStart(Number(width), fill === '0' ? '0' : ' ')
    },
  )
}

function number(date: Date, letter: string, fill: string, width: number): string | undefined {
  const known = NUMBERS.get(letter)
  if (!known) return undefined
  const [digits, value, ownFill] = known
  const text = String(value(date))
  if (fill === '-') return text
  return text.padStart(Math.max(digits, width), fill === '_' || (fill === '' && ownFill) ? ' ' : '0')
}

function words(date: Date, letter: string): string | undefined {
  const composed = COMPOSED.get(letter)
  return composed === undefined ? TEXTS.get(letter)?.(date) : strftime(date, composed)
}

function inCase(text: string, flags: string, letter: string): string {
  if (letter === 'P' || (letter === 'p' && flags.includes('#'))) return text.toLowerCase()
  return flags.includes('^') || (flags.includes('#') && /[aAbBh]/.test(letter)) ? text.toUpperCase() : text
}

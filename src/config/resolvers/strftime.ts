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

function pad(value: number, width: number, fill = '0'): string {
  return String(value).padStart(width, fill)
}

function dayOfYear(date: Date): number {
  const start = Date.UTC(date.getFullYear(), 0, 1)
  return Math.round((Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) - start) / 86_400_000) + 1
}

/** The ISO week, and the year it belongs to. */
function isoWeek(date: Date): { week: number; year: number } {
  const thursday = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 4 - (date.getDay() || 7))
  return { week: Math.ceil(dayOfYear(thursday) / 7), year: thursday.getFullYear() }
}

function offset(date: Date): string {
  const minutes = -date.getTimezoneOffset()
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60), 2)}${pad(size % 60, 2)}`
}

const DIRECTIVES: Readonly<Record<string, (date: Date) => string>> = {
  '%': () => '%',
  a: (d) => (DAYS[d.getDay()] as string).slice(0, 3),
  A: (d) => DAYS[d.getDay()] as string,
  b: (d) => (MONTHS[d.getMonth()] as string).slice(0, 3),
  B: (d) => MONTHS[d.getMonth()] as string,
  c: (d) => strftime(d, '%a %b %e %H:%M:%S %Y'),
  C: (d) => pad(Math.floor(d.getFullYear() / 100), 2),
  d: (d) => pad(d.getDate(), 2),
  D: (d) => strftime(d, '%m/%d/%y'),
  e: (d) => pad(d.getDate(), 2, ' '),
  F: (d) => strftime(d, '%Y-%m-%d'),
  g: (d) => pad(isoWeek(d).year % 100, 2),
  G: (d) => String(isoWeek(d).year),
  h: (d) => strftime(d, '%b'),
  H: (d) => pad(d.getHours(), 2),
  I: (d) => pad(d.getHours() % 12 || 12, 2),
  j: (d) => pad(dayOfYear(d), 3),
  k: (d) => pad(d.getHours(), 2, ' '),
  l: (d) => pad(d.getHours() % 12 || 12, 2, ' '),
  m: (d) => pad(d.getMonth() + 1, 2),
  M: (d) => pad(d.getMinutes(), 2),
  n: () => '\n',
  p: (d) => (d.getHours() < 12 ? 'AM' : 'PM'),
  P: (d) => (d.getHours() < 12 ? 'am' : 'pm'),
  r: (d) => strftime(d, '%I:%M:%S %p'),
  R: (d) => strftime(d, '%H:%M'),
  s: (d) => String(Math.floor(d.getTime() / 1000)),
  S: (d) => pad(d.getSeconds(), 2),
  t: () => '\t',
  T: (d) => strftime(d, '%H:%M:%S'),
  u: (d) => String(d.getDay() || 7),
  U: (d) => pad(Math.floor((dayOfYear(d) + 6 - d.getDay()) / 7), 2),
  V: (d) => pad(isoWeek(d).week, 2),
  w: (d) => String(d.getDay()),
  W: (d) => pad(Math.floor((dayOfYear(d) + 6 - ((d.getDay() + 6) % 7)) / 7), 2),
  x: (d) => strftime(d, '%m/%d/%y'),
  X: (d) => strftime(d, '%H:%M:%S'),
  y: (d) => pad(d.getFullYear() % 100, 2),
  Y: (d) => String(d.getFullYear()),
  z: offset,
  Z: (d) => /\(([^)]+)\)/.exec(d.toTimeString())?.[1]?.replace('Coordinated Universal Time', 'UTC') ?? '',
}

/** C's `strftime` in the C locale and local time. Unknown directives stay as they are. */
export function strftime(date: Date, format: string): string {
  return format.replace(/%([\s\S])/g, (whole, letter: string) =>
    Object.hasOwn(DIRECTIVES, letter) ? (DIRECTIVES[letter] as (date: Date) => string)(date) : whole,
  )
}

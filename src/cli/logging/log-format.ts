import { strftime } from '../../config/resolvers/strftime.js'
import type { Painted } from '../../util/terminal.js'
import { colourCodes, RESET } from './colours.js'

/** A line of a log, before it is written. */
export interface LogRecord {
  time: Date
  /** Of the logger: the app's name. */
  name: string
  /** Python's: `INFO`, `WARNING` … */
  levelName: string
  level: number
  message: string
}

export interface LogFormat {
  format(record: LogRecord): Painted
  /** Fields that lines have no value for: they stay empty. */
  unknown: readonly string[]
  /** Whether widths or the format of the time make lines that nobody can want. */
  tooLong: boolean
}

type Field = (record: LogRecord, asctime: string) => string | number

const FIELDS: Readonly<Record<string, Field>> = {
  asctime: (_, asctime) => asctime,
  created: ({ time }) => time.getTime() / 1000,
  levelname: ({ levelName }) => levelName,
  levelno: ({ level }) => level,
  message: ({ message }) => message,
  msecs: ({ time }) => time.getMilliseconds(),
  name: ({ name }) => name,
  process: () => process.pid,
  processName: () => 'MainProcess',
  relativeCreated: () => performance.now(),
  threadName: () => 'MainThread',
}

/** `%(levelname)-8s`: a field, flags, width, precision, conversion. */
const PLACE = /%(?:\((\w+)\)([-0]*)([1-9]\d*)?(?:\.(\d+))?([sdf])|%)/g

export interface LogFormatOptions {
  /** As of `strftime`. Default: Python's own. */
  dateFormat?: string | undefined
  /** The format's own colours, as `colorlog` has them: those of a level by its name. Default: it has none. */
  levelColours?: Readonly<Record<string, readonly string[]>> | undefined
}

/** A format of Python's `logging`, in its `%` style. */
export function logFormat(text: string, { dateFormat, levelColours }: LogFormatOptions = {}): LogFormat {
  const names = [...text.matchAll(PLACE)].flatMap(([, name]) => (name === undefined ? [] : [name]))
  const codesOf = (name: string, { levelName }: LogRecord): readonly string[] | undefined => {
    if (!levelColours) return undefined
    if (name === 'log_color') return levelColours[levelName] ?? []
    const codes = colourCodes(name)
    return codes === undefined ? undefined : [codes]
  }
  const isField = (name: string): boolean =>
    Object.hasOwn(FIELDS, name) ||
    (levelColours !== undefined && (name === 'log_color' || colourCodes(name) !== undefined))
  return {
    tooLong: isTooLong(text, dateFormat),
    unknown: [...new Set(names)].filter((name) => !isField(name)),
    format(record) {
      const parts: Painted[number][] = []
      let end = 0
      for (const place of text.matchAll(PLACE)) {
        const [whole, name, flags, width, precision, conversion] = place
        parts.push(text.slice(end, place.index))
        end = place.index + whole.length
        const codes = name === undefined ? undefined : codesOf(name, record)
        if (codes) parts.push(...codes.map((each) => ({ codes: each })))
        else if (name === undefined) parts.push(whole.slice(1))
        else {
          const value = FIELDS[name]?.(record, asctime(record.time, dateFormat)) ?? ''
          parts.push(padded(converted(value, conversion ?? 's', precision), flags ?? '', Number(width ?? 0)))
        }
      }
      parts.push(text.slice(end))
      if (levelColours && !endsReset(parts)) parts.push({ codes: RESET })
      return parts
    },
  }
}

function endsReset(parts: Painted): boolean {
  const last = parts.findLast((part) => part !== '')
  return typeof last === 'object' && last.codes === RESET
}

/** The text alone. */
export function unpainted(text: Painted): string {
  return text.map((part) => (typeof part === 'string' ? part : '')).join('')
}

/** The widest field, and the most digits behind a point. */
const WIDEST = 1000
const MOST_DIGITS = 100

function isTooLong(text: string, dateFormat: string | undefined): boolean {
  const wide = [...text.matchAll(PLACE)].some(
    ([, , , width, precision]) => Number(width ?? 0) > WIDEST || Number(precision ?? 0) > MOST_DIGITS,
  )
  try {
    return wide || (dateFormat !== undefined && strftime(new Date(), dateFormat).length > WIDEST)
  } catch (error) {
    if (error instanceof RangeError) return true
    throw error
  }
}

/** By default `2026-11-23 12:00:00,123`, in local time. */
function asctime(time: Date, format: string | undefined): string {
  if (format !== undefined) return strftime(time, format)
  return `${strftime(time, '%Y-%m-%d %H:%M:%S')},${String(time.getMilliseconds()).padStart(3, '0')}`
}

function converted(value: string | number, conversion: string, precision: string | undefined): string {
  if (conversion === 'd') return String(Math.trunc(Number(value)))
  if (conversion === 'f') return Number(value).toFixed(Number(precision ?? 6))
  return precision === undefined ? String(value) : String(value).slice(0, Number(precision))
}

function padded(text: string, flags: string, width: number): string {
  if (flags.includes('-')) return text.padEnd(width)
  return text.padStart(width, flags.includes('0') ? '0' : ' ')
}

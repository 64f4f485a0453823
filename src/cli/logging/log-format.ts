import { strftime } from '../../config/resolvers/strftime.js'

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
  format(record: LogRecord): string
  /** Fields that lines have no value for: they stay empty. */
  unknown: readonly string[]
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
const PLACE = /%(?:\((\w+)\)([-0]*)(\d+)?(?:\.(\d+))?([sdf])|%)/g

/** A format of Python's `logging`, in its `%` style. */
export function logFormat(text: string, dateFormat?: string): LogFormat {
  const names = [...text.matchAll(PLACE)].flatMap(([, name]) => (name === undefined ? [] : [name]))
  return {
    unknown: [...new Set(names)].filter((name) => !Object.hasOwn(FIELDS, name)),
    format: (record) =>
      text.replace(PLACE, (whole, name, flags, width, precision, conversion) => {
        if (name === undefined) return whole.slice(1)
        const value = FIELDS[name]?.(record, asctime(record.time, dateFormat)) ?? ''
        return padded(converted(value, conversion, precision), flags, Number(width ?? 0))
      }),
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

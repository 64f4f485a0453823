import { appendFileSync, closeSync, constants, openSync } from 'node:fs'
import type { Log } from '../util/log.js'
import { followingMask } from '../util/mask-secrets.js'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface RunLogOptions {
  /** The file that gets every line from `info` up. */
  file?: string | undefined
  /** The lowest level that is shown. */
  level: LogLevel
  /** Shows a line to the user. */
  show: (line: string, level: LogLevel) => void
  /** Values of its secrets are masked. Default: `process.env`. */
  env?: NodeJS.ProcessEnv
  /** Other texts to be masked. */
  secrets?: readonly string[]
}

/** A link in a directory that came from somebody else must not lead the log into another file. */
const APPEND = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | constants.O_NOFOLLOW

/** Hydra's format of a line: `[2026-11-23 12:00:00,123][run][INFO] - message`, in local time. */
export function formatLogLine(now: Date, name: string, level: LogLevel, message: string): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())},${String(now.getMilliseconds()).padStart(3, '0')}`
  return `[${day} ${time}][${name}][${level === 'warn' ? 'WARNING' : level.toUpperCase()}] - ${message}`
}

/** Adds a text to the end of a file, or puts it in the place of what it holds. */
export function appendToFile(path: string, line: string, { replaces = false } = {}): void {
  const file = openSync(path, replaces ? APPEND | constants.O_TRUNC : APPEND)
  try {
    appendFileSync(file, line)
  } finally {
    closeSync(file)
  }
}

export interface RunLog extends Log {
  /** A line for the file alone: its reader sees it in another way. */
  note(level: LogLevel, text: string): void
}

/** A log that shows lines to the user and keeps them in the run's directory. */
export function createRunLog(name: string, options: RunLogOptions): RunLog {
  const lowest = LOG_LEVELS.indexOf(options.level)
  const { env = process.env, secrets } = options
  const mask = followingMask(env, secrets)
  const note = (level: LogLevel, text: string) => {
    if (options.file === undefined || LOG_LEVELS.indexOf(level) < Math.min(lowest, LOG_LEVELS.indexOf('info'))) return
    appendToFile(options.file, `${formatLogLine(new Date(), name, level, mask(text))}\n`)
  }
  const write = (level: LogLevel, text: string) => {
    note(level, text)
    if (LOG_LEVELS.indexOf(level) >= lowest) options.show(mask(text), level)
  }
  return {
    note,
    debug: (message) => write('debug', message),
    info: (message) => write('info', message),
    warn: (message) => write('warn', message),
    error: (message) => write('error', message),
  }
}

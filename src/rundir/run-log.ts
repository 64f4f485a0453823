import { appendFileSync } from 'node:fs'
import type { Log } from '../util/log.js'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface RunLogOptions {
  /** The file that gets every line from `info` up. */
  file?: string | undefined
  /** The lowest level that is shown. */
  level: LogLevel
  /** Shows a line to the user. */
  show: (line: string, level: LogLevel) => void
}

/** Hydra's format of a line: `[2026-11-23 12:00:00,123][run][INFO] - message`, in local time. */
export function formatLogLine(now: Date, name: string, level: LogLevel, message: string): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())},${String(now.getMilliseconds()).padStart(3, '0')}`
  return `[${day} ${time}][${name}][${level === 'warn' ? 'WARNING' : level.toUpperCase()}] - ${message}`
}

/** A log that shows lines to the user and keeps them in the run's directory. */
export function createRunLog(name: string, options: RunLogOptions): Log {
  const lowest = LOG_LEVELS.indexOf(options.level)
  const write = (level: LogLevel, message: string) => {
    const rank = LOG_LEVELS.indexOf(level)
    if (options.file !== undefined && rank >= Math.min(lowest, LOG_LEVELS.indexOf('info'))) {
      appendFileSync(options.file, `${formatLogLine(new Date(), name, level, message)}\n`)
    }
    if (rank >= lowest) options.show(message, level)
  }
  return {
    debug: (message) => write('debug', message),
    info: (message) => write('info', message),
    warn: (message) => write('warn', message),
    error: (message) => write('error', message),
  }
}

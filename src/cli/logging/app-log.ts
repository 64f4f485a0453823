import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { appendToFile } from '../../rundir/run-log.js'
import { ConfigError } from '../../util/diagnostic.js'
import type { Log } from '../../util/log.js'
import { followingMask } from '../../util/mask-secrets.js'
import { shownPath } from '../../util/shown-path.js'
import { printPainted, tell, tellPainted } from '../../util/terminal.js'
import { describeThrown } from '../../util/thrown.js'
import { unpainted } from './log-format.js'
import { LEVELS, type LoggingPlan, type LogHandler } from './logging-config.js'

const out = { stdout: printPainted, stderr: tellPainted }

export interface AppLog extends Log {
  /** A line for the files alone: its reader sees it in another way. */
  note(text: string): void
}

export interface AppLogOptions {
  /** The logger's name. */
  name: string
  plan: LoggingPlan
  /** Relative names of files start here. */
  cwd: string
  /** The lowest level of the console, whatever the plan says. */
  console: number
  /** Values of its secrets are masked. */
  env: NodeJS.ProcessEnv
}

/** A log that writes where its plan says. Its files are there from now on, unless they wait for the first line. */
export function createAppLog({ name, plan, cwd, console, env }: AppLogOptions): AppLog {
  const lowest = plan.level ?? LEVELS.WARNING ?? 30
  for (const { target } of plan.handlers) {
    if (target.kind !== 'file') continue
    const path = resolve(cwd, target.path)
    try {
      mkdirSync(dirname(path), { recursive: true })
      if (target.replaces || !target.delayed) appendToFile(path, '', { replaces: target.replaces })
    } catch (error) {
      const message = `cannot write the log '${shownPath(path)}': ${describeThrown(error)}`
      throw new ConfigError({ code: 'unwritable-log', path: '', message, source: target.source }, { cause: error })
    }
  }
  // As in Python, what cannot be logged does not end the job.
  const append = (path: string, line: string) => {
    try {
      appendToFile(path, line)
    } catch (error) {
      if (!broken.has(path)) tell(`cannot write the log '${shownPath(path)}': ${describeThrown(error)}\n`)
      broken.add(path)
    }
  }
  const broken = new Set<string>()
  const mask = followingMask(env)
  const write = (levelName: string, message: string, handlers: readonly LogHandler[]) => {
    const level = LEVELS[levelName] as number
    if (level < lowest) return
    const record = { time: new Date(), name, levelName, level, message: mask(message) }
    for (const { target, format, level: own } of handlers) {
      if (level < own || target.kind === 'nowhere') continue
      const line = [...format.format(record), '\n']
      if (target.kind === 'file') append(resolve(cwd, target.path), unpainted(line))
      else if (level >= console) out[target.kind](line)
    }
  }
  const log = (levelName: string) => (message: string) => write(levelName, message, plan.handlers)
  const files = plan.handlers.filter(({ target }) => target.kind === 'file')
  return {
    debug: log('DEBUG'),
    info: log('INFO'),
    warn: log('WARNING'),
    error: log('ERROR'),
    note: (text) => write('ERROR', text, files),
  }
}

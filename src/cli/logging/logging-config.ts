import type { MapNode, Node } from '../../config/index.js'
import { entryAt, joinPath } from '../../config/key-path.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import type { Source } from '../../util/source.js'
import { didYouMean } from '../../util/suggest.js'
import { colourCodes, LEVEL_COLOURS } from './colours.js'
import { type LogFormat, logFormat } from './log-format.js'

/** Python's levels. */
export const LEVELS: Readonly<Record<string, number>> = {
  CRITICAL: 50,
  FATAL: 50,
  ERROR: 40,
  WARNING: 30,
  WARN: 30,
  INFO: 20,
  DEBUG: 10,
  NOTSET: 0,
}

/** Where a handler writes. */
export type LogTarget =
  | { kind: 'stdout' | 'stderr' | 'nowhere' }
  | { kind: 'file'; path: string; replaces: boolean; delayed: boolean; source: Source | undefined }

export interface LogHandler {
  /** Lines below this level are left out. */
  level: number
  format: LogFormat
  target: LogTarget
}

/** What a config of Python's `logging` comes to for one logger. */
export interface LoggingPlan {
  /** Lines below this level are left out; undefined where the config does not say. */
  level: number | undefined
  handlers: readonly LogHandler[]
}

export interface LoggingReading {
  /** Undefined where the config sets nothing up (`root: null`). */
  plan: LoggingPlan | undefined
  /** Errors and warnings. */
  diagnostics: readonly Diagnostic[]
}

/** Classes of handlers, and where each writes. */
const HANDLERS = ['logging.StreamHandler', 'logging.FileHandler', 'logging.NullHandler'] as const

/**
 * Reads a config of Python's `logging` (`hydra.job_logging`, `hydra.hydra_logging`) for the logger of these names.
 * @param node resolved
 */
export function readLogging(node: Node | undefined, path: string, names: readonly string[]): LoggingReading {
  if (node?.kind !== 'map') return { plan: undefined, diagnostics: [] }
  const reader = new LoggingReader(node, path)
  return { plan: reader.read(names), diagnostics: reader.diagnostics }
}

type Keys = readonly (string | number)[]

class LoggingReader {
  readonly diagnostics: Diagnostic[] = []
  readonly #config: MapNode
  readonly #path: string

  constructor(config: MapNode, path: string) {
    this.#config = config
    this.#path = path
  }

  read(names: readonly string[]): LoggingPlan | undefined {
    const version = this.#at('version')
    if (version?.kind !== 'int' || version.value !== 1) this.#wrong(['version'], 'must be 1')
    const root = this.#at('root')
    if (root?.kind === 'null') return undefined
    if (root?.kind !== 'map') this.#wrong(['root'], 'must be a map, or null to set nothing up')
    const disabled = this.#at('disable_existing_loggers')
    if (disabled?.kind === 'bool' && disabled.value) return { level: undefined, handlers: [] }
    const ofRoot = { level: this.#level(['root']), handlers: this.#handlers(['root']) }
    const own = names.find((name) => this.#at('loggers', name)?.kind === 'map')
    if (own === undefined) return ofRoot
    const keys = ['loggers', own]
    const propagates = this.#at(...keys, 'propagate')
    const inherited = propagates?.kind === 'bool' && !propagates.value ? [] : ofRoot.handlers
    return { level: this.#level(keys) ?? ofRoot.level, handlers: [...this.#handlers(keys), ...inherited] }
  }

  #level(of: Keys): number | undefined {
    const node = this.#at(...of, 'level')
    if (node === undefined || node.kind === 'null') return undefined
    if (node.kind === 'int') return Number(node.value)
    const level = node.kind === 'string' ? LEVELS[node.value] : undefined
    if (level === undefined) this.#notOneOf([...of, 'level'], node, "Python's levels", Object.keys(LEVELS))
    return level
  }

  #handlers(of: Keys): LogHandler[] {
    const list = this.#at(...of, 'handlers')
    if (list === undefined || list.kind === 'null') return []
    if (list.kind !== 'list') {
      this.#wrong([...of, 'handlers'], 'must be a list of names of handlers')
      return []
    }
    return list.items.flatMap((item, index) => {
      const keys = item.kind === 'string' ? ['handlers', item.value] : undefined
      if (keys && this.#at(...keys)?.kind === 'map') return [this.#handler(keys)]
      this.#notOneOf([...of, 'handlers', index], item, 'the handlers', this.#names('handlers'))
      return []
    })
  }

  #handler(keys: Keys): LogHandler {
    const target = this.#target(keys)
    return { level: this.#level(keys) ?? 0, target, format: this.#format(keys, target.kind === 'file') }
  }

  #target(keys: Keys): LogTarget {
    const named = this.#at(...keys, 'class')
    const name = named?.kind === 'string' ? named.value : undefined
    const hasFile = this.#at(...keys, 'filename') !== undefined
    if (name === undefined || !(HANDLERS as readonly string[]).includes(name)) {
      const stand = hasFile ? 'logging.FileHandler' : 'logging.StreamHandler'
      const what = name === undefined ? 'a handler without a class' : `'${name}'`
      const hint = name?.startsWith('logging.') ? didYouMean(name, HANDLERS) : undefined
      this.#warn([...keys, 'class'], named, `${what} is not known here: ${stand} takes its place`, hint)
    }
    if (name === 'logging.NullHandler') return { kind: 'nowhere' }
    if (name === 'logging.FileHandler' || (hasFile && name !== 'logging.StreamHandler')) return this.#file(keys)
    const stream = this.#at(...keys, 'stream')
    // Standard output is the app's own, unless somebody asks for it.
    if (stream === undefined || isDefault(stream)) return { kind: 'stderr' }
    const text = stream.kind === 'string' ? stream.value : undefined
    if (text !== 'ext://sys.stdout' && text !== 'ext://sys.stderr') {
      this.#wrong([...keys, 'stream'], 'must be ext://sys.stdout or ext://sys.stderr')
    }
    return { kind: text === 'ext://sys.stdout' ? 'stdout' : 'stderr' }
  }

  #file(keys: Keys): LogTarget {
    const filename = this.#at(...keys, 'filename')
    if (filename?.kind !== 'string' || filename.value === '') {
      this.#wrong([...keys, 'filename'], 'must be the path of a file')
      return { kind: 'nowhere' }
    }
    const [mode, delay] = [this.#at(...keys, 'mode'), this.#at(...keys, 'delay')]
    return {
      kind: 'file',
      path: filename.value,
      source: filename.source,
      replaces: mode?.kind === 'string' && mode.value.startsWith('w'),
      delayed: delay?.kind === 'bool' && delay.value,
    }
  }

  #format(keys: Keys, isFile: boolean): LogFormat {
    const plain = logFormat('%(message)s')
    const node = this.#at(...keys, 'formatter')
    if (node === undefined || node.kind === 'null') return plain
    const place = ['formatters', node.kind === 'string' ? node.value : '']
    if (this.#at(...place)?.kind !== 'map') {
      this.#notOneOf([...keys, 'formatter'], node, 'the formatters', this.#names('formatters'))
      return plain
    }
    const style = this.#at(...place, 'style')
    if (style && !(style.kind === 'string' && style.value === '%')) this.#wrong([...place, 'style'], "must be '%'")
    const made = this.#at(...place, '()') ?? this.#at(...place, 'class')
    const name = made === undefined ? 'logging.Formatter' : made.kind === 'string' ? made.value : ''
    const isColoured = name === 'colorlog.ColoredFormatter'
    const isPlain = isColoured || name === 'logging.Formatter'
    if (!isPlain) this.#warn(place, made, 'its class is not known here: a plain formatter takes its place')
    const [text, date] = [this.#at(...place, 'format'), this.#at(...place, 'datefmt')]
    if (text?.kind !== 'string' || (!isFile && isDefault(text))) return plain
    const dateFormat = date?.kind === 'string' ? date.value : undefined
    const levelColours = isColoured ? this.#levelColours([...place, 'log_colors']) : undefined
    const format = logFormat(text.value, { dateFormat, levelColours })
    if (format.tooLong) this.#wrong([...place, 'format'], 'makes lines that are too long', text, 'widths up to 1000')
    if (isPlain && format.unknown.length > 0) {
      const fields = format.unknown.map((field) => `%(${field})s`).join(', ')
      this.#warn([...place, 'format'], text, `lines have no ${fields} here: it stays empty`)
    }
    return format
  }

  #shown(keys: Keys): string {
    return keys.reduce<string>(joinPath, this.#path)
  }

  /** The codes of each level's colours: several may be named, with commas between them. */
  #levelColours(keys: Keys): Record<string, string[]> {
    const node = this.#at(...keys)
    const given = node?.kind === 'map' ? [...node.entries] : Object.entries(LEVEL_COLOURS)
    return Object.fromEntries(
      given.map(([level, value]) => {
        const text = typeof value === 'string' ? value : value.kind === 'string' ? value.value : undefined
        const codes = text?.split(',').filter(Boolean).map(colourCodes)
        if (codes && !codes.includes(undefined)) return [level, codes as string[]]
        this.#wrong([...keys, String(level)], "must name colours, such as 'red' or 'bold_red,bg_white'")
        return [level, []]
      }),
    )
  }

  #at(...keys: Keys): Node | undefined {
    return entryAt(this.#config, ...keys)
  }

  #names(key: string): string[] {
    const node = this.#at(key)
    return node?.kind === 'map' ? [...node.entries.keys()].map(String) : []
  }

  #notOneOf(keys: Keys, node: Node, what: string, known: readonly string[]): void {
    const hint = node.kind === 'string' ? didYouMean(node.value, known) : undefined
    this.#wrong(keys, `must be one of ${what}: ${known.join(', ')}`, node, hint)
  }

  #wrong(keys: Keys, message: string, node: Node | undefined = this.#at(...keys), hint?: string): void {
    const path = this.#shown(keys)
    const source = node?.source ?? this.#config.source
    this.diagnostics.push({ code: 'wrong-logging', path, message: `${path} ${message}`, source, hint })
  }

  #warn(keys: Keys, node: Node | undefined, message: string, hint?: string): void {
    const path = this.#shown(keys)
    const said = { path, message: `${path}: ${message}`, source: node?.source, hint }
    this.diagnostics.push({ code: 'no-effect', severity: 'warning', ...said })
  }
}

/** Whether a value is one of the default option's, which nobody has changed. */
function isDefault(node: Node): boolean {
  return node.source?.kind === 'runtime' && node.source.by.endsWith('_logging/default')
}

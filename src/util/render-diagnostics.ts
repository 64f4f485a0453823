import { type Diagnostic, MOST_FOUND } from './diagnostic.js'
import { displayWidth } from './display-width.js'
import { maskLine } from './mask-diagnostics.js'
import { maskSecrets } from './mask-secrets.js'
import { secretsInYaml } from './secrets-in-line.js'
import type { OverrideSource, Source } from './source.js'
import { lineReader, type ReadLines } from './source-lines.js'
import { visible } from './visible.js'

const columns = 80

export interface RenderOptions {
  /** Escape sequences for a terminal. Default: none. */
  color?: boolean
  /** A file's text for its code frame; undefined where it cannot be read. Default: from disk, by the path as shown. */
  readText?: (file: string) => string | undefined
  /** Takes secrets out of a file's line before it is cut. Default: none. */
  mask?: (text: string) => string
}

/**
 * What a reader sees: for each diagnostic, up to 100 of them, its place and message, the line at fault with a caret and
 * the hint, and the notes; in order of place, an empty line between two. Without a final line break.
 */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], options: RenderOptions = {}): string {
  const linesOf = lineReader(options.readText)
  const shown = sortByPlace(diagnostics).slice(0, MOST_SHOWN)
  const rendered = shown.map((diagnostic) => renderOne(diagnostic, linesOf, options))
  const left = diagnostics.length - shown.length
  if (left > 0) rendered.push(`… and ${left}${diagnostics.length < MOST_FOUND ? '' : ' or more'} others`)
  return rendered.join('\n\n')
}

/** Nobody reads more at once. */
const MOST_SHOWN = 100
/** Characters of a message, a hint or a note. */
const LONGEST = 1000

/** The beginning and the end of a text that is too long to be read. */
function cutText(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 200)}…${text.slice(-200)}` : text
}

/** Files by name, line and column; then overrides in the order given; then what has no place in a text. */
export function sortByPlace(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const overrides = new Map<string, number>()
  for (const { source } of diagnostics) {
    if (source?.kind !== 'override') continue
    const name = `${source.origin}\0${source.text}`
    if (!overrides.has(name)) overrides.set(name, overrides.size)
  }
  const place = (source: Source | undefined): [kind: number, file: string, major: number, minor: number] => {
    if (source?.kind === 'file') return [0, source.file, source.line, source.column]
    if (source?.kind !== 'override') return [2, '', 0, 0]
    return [1, '', overrides.get(`${source.origin}\0${source.text}`) ?? 0, source.range[0]]
  }
  return [...diagnostics].sort((left, right) => {
    const [a, b] = [place(left.source), place(right.source)]
    return a[0] - b[0] || Number(a[1] > b[1]) - Number(a[1] < b[1]) || a[2] - b[2] || a[3] - b[3]
  })
}

interface Paint {
  place(text: string): string
  message(text: string, warning: boolean): string
  caret(text: string): string
  quiet(text: string): string
}

const plain: Paint = { place: same, message: same, caret: same, quiet: same }
const ansi: Paint = {
  place: (text) => `\u001b[1m${text}\u001b[22m`,
  message: (text, warning) => `\u001b[${warning ? 33 : 31}m${text}\u001b[39m`,
  caret: (text) => `\u001b[33m${text}\u001b[39m`,
  quiet: (text) => `\u001b[2m${text}\u001b[22m`,
}

function same(text: string): string {
  return text
}

function renderOne(diagnostic: Diagnostic, linesOf: ReadLines, { color, mask = same }: RenderOptions): string {
  const paint = color ? ansi : plain
  const { path, source } = diagnostic
  const warning = diagnostic.severity === 'warning'
  const named = path === '' || diagnostic.message.includes(path) ? diagnostic.message : `${path}: ${diagnostic.message}`
  const message = paint.message(visible(cutText(warning ? `warning: ${named}` : named)), warning)
  const place = source && visible(placeOf(source))
  const hint = diagnostic.hint && visible(cutText(diagnostic.hint))
  const lines = [place ? `${paint.place(place)}  ${message}` : message]
  const frame = frameOf(diagnostic, linesOf, mask)
  if (frame) {
    const empty = ' '.repeat(frame.gutter.length)
    lines.push(`  ${paint.quiet(`${frame.gutter}|`)} ${frame.line}`)
    lines.push(`  ${paint.quiet(`${empty}|`)} ${frame.indent}${paint.caret(frame.carets + (hint ? ` ${hint}` : ''))}`)
  } else if (hint) {
    lines.push(`  ${paint.caret(hint)}`)
  }
  if (diagnostic.notes?.length) lines.push(paint.quiet(visible(cutText(diagnostic.notes.join(' · ')))))
  return lines.join('\n')
}

function placeOf(source: Source): string {
  if (source.kind === 'file') return `${source.file}:${source.line}:${source.column}`
  return source.kind === 'override' ? source.origin : `${source.kind} ${source.by}`
}

interface Frame {
  gutter: string
  line: string
  indent: string
  carets: string
}

function frameOf(
  { source, secret }: Diagnostic,
  linesOf: ReadLines,
  mask: (text: string) => string,
): Frame | undefined {
  if (source?.kind === 'override') return cut('', source)
  if (source?.kind !== 'file') return undefined
  const lines = linesOf(source.file)
  const text = lines[source.line - 1]
  if (text === undefined) return undefined
  const start = source.column - 1
  const end = start + source.range[1] - source.range[0]
  const hidden = [...(secret ? [text.slice(start, end)] : []), ...secretsInYaml(lines, source.line)]
  const masked = (part: string): string => mask(maskSecrets(part, {}, hidden))
  return cut(`${source.line} `, maskLine({ text, range: [start, end] }, masked))
}

/** At most 80 columns of a line, with the caret's start among them. */
function cut(gutter: string, { text, range: [start, end] }: Pick<OverrideSource, 'text' | 'range'>): Frame {
  const room = columns - gutter.length - 4
  const from = Math.min(Math.max(start, 0), text.length)
  const to = Math.min(Math.max(end, from + 1), text.length)
  const before = shownInLine(text.slice(0, from))
  const marked = shownInLine(text.slice(from, to))
  const after = shownInLine(text.slice(to))
  let shown = before + marked + after
  let offset = before.length
  if (shown.length > room) {
    const first = Math.max(0, Math.min(offset - Math.floor(room / 3), shown.length - room))
    const last = first + room
    shown = (first > 0 ? '…' : '') + shown.slice(first > 0 ? first + 1 : 0, last < shown.length ? last - 1 : last)
    if (last < before.length + marked.length + after.length) shown += '…'
    offset -= first
  }
  const carets = Math.max(1, Math.min(displayWidth(marked), room - offset))
  return { gutter, line: shown, indent: ' '.repeat(displayWidth(shown.slice(0, offset))), carets: '^'.repeat(carets) }
}

/** A tab takes one column. */
function shownInLine(text: string): string {
  return visible(text.replaceAll('\t', ' '))
}

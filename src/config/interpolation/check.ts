import type { Diagnostic } from '../../util/diagnostic.js'
import type { Source } from '../../util/source.js'
import type { ScalarNode } from '../node.js'
import { parseInterpolatedText } from './parser.js'
import { InterpolationSyntaxError } from './syntax-error.js'

const S = '[ \\t\\n\\r\\f\\v]*'
const KEY = '[$A-Za-z0-9_]+'
const STEP = `(?:\\.${KEY}|\\[${KEY}\\])`
const ID = '[A-Za-z_][A-Za-z0-9_-]*'
const ARGUMENT = '[A-Za-z_0-9/\\-+.$%*@?|]+'
const OUTER = '(?:[^$]|\\$(?!\\{))*'
const PATH = `\\$\\{${S}\\.*(?:${KEY}|\\[${KEY}\\])${STEP}*${S}\\}`
const RESOLVER = `\\$\\{${S}(?:${ID}(?:\\.${ID})*${S})?:${S}${ARGUMENT}(?:${S},${S}${ARGUMENT})*${S}\\}`
/** The most common form: one path of names, with or without text around it. Cheaper to compile than the next. */
const PLAIN = /^[^$]*\$\{[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\}[^$]*$/
/**
 * What OmegaConf takes for an interpolation at first sight, be it that evaluating it fails later (`${:a}`). Most
 * interpolations are of this form, so the grammar need not be run over them while loading.
 */
const SIMPLE = new RegExp(`^${OUTER}(?:(?:${PATH}|${RESOLVER})${OUTER})+$`)

/**
 * Where `[start, end)` of a string value lies in the text it was written in: exact where the value stands there as it
 * is (but for one pair of quotes), else the whole value's place.
 */
export function sourceInside(
  source: Source | undefined,
  value: string,
  start: number,
  end: number,
): Source | undefined {
  if (!source || (source.kind !== 'file' && source.kind !== 'override')) return source
  const [from, to] = source.range
  const quotes = to - from - value.length
  if (quotes !== 0 && quotes !== 2) return source
  const shift = quotes / 2 + start
  const range = [from + shift, from + quotes / 2 + Math.max(end, start)] as const
  return source.kind === 'file' ? { ...source, column: source.column + shift, range } : { ...source, range }
}

/** A diagnostic at a part of an interpolation. */
export function placed(
  node: ScalarNode,
  path: string,
  message: string,
  range: { start: number; end: number },
  hint?: string,
): Diagnostic {
  const source =
    typeof node.value === 'string' ? sourceInside(node.source, node.value, range.start, range.end) : node.source
  const diagnostic: Diagnostic = { code: 'interpolation', path, message }
  if (source) diagnostic.source = source
  if (hint) diagnostic.hint = hint
  return diagnostic
}

/**
 * What is wrong with the syntax of an interpolation, or undefined.
 * @param plainSign how a plain `${` is written where the text stands
 */
export function checkInterpolation(
  node: ScalarNode & { kind: 'interpolation' },
  path: () => string,
  plainSign = '\\${',
): Diagnostic | undefined {
  if (node.value.length < 2000 && (PLAIN.test(node.value) || SIMPLE.test(node.value))) return undefined
  try {
    parseInterpolatedText(node.value)
    return undefined
  } catch (error) {
    if (!(error instanceof InterpolationSyntaxError)) throw error
    const text = node.value.length > 80 ? `${node.value.slice(0, 80)}…` : node.value
    const message = `'${text}' is no interpolation: ${error.message}`
    return placed(node, path(), message, error, error.hint ?? `write ${plainSign} for a plain \${`)
  }
}

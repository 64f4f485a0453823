import { formatFloat, parsePythonFloat } from '../../util/python-number.js'
import type { Key, MapNode, Node, ScalarNode } from '../node.js'
import { keyText } from '../python.js'
import { analyze } from './analyze.js'
import {
  type Writer,
  writeDouble,
  writeIndent,
  writeLiteral,
  writePlain,
  writeSign,
  writeSingle,
} from './emit-scalar.js'
import { implicitTag } from './resolve-scalar.js'

/** A key that is longer, its tag counted, is written with `? `. */
const LONGEST_KEY = 128

const BOOLS = new Set('y Y yes Yes YES n N no No NO true True TRUE false False FALSE on On ON off Off OFF'.split(' '))
const TIMESTAMP =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/

/** Short for `tag:yaml.org,2002:`: the length of a key counts its tag. */
interface Scalar {
  tag: '!!str' | '!!int' | '!!float' | '!!bool' | '!!null' | '!!binary'
  text: string
  /** The style asked for; the text may not allow it. */
  style?: 'single' | 'literal'
}

function yamlFloat(value: number): string {
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf'
  const text = formatFloat(value)
  return text.includes('.') ? text : text.replace('e', '.0e')
}

function stringScalar(text: string): Scalar {
  // What would read back as another type in YAML, or by Python's int() and float(), is put in quotes.
  const quotes = BOOLS.has(text) || parsePythonFloat(text) !== undefined
  return quotes ? { tag: '!!str', text, style: 'single' } : { tag: '!!str', text }
}

function base64Lines(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('base64')
    .replace(/.{1,76}/g, '$&\n')
}

function scalarOf(node: ScalarNode): Scalar {
  switch (node.kind) {
    case 'null':
      return { tag: '!!null', text: 'null' }
    case 'bool':
      return { tag: '!!bool', text: String(node.value) }
    case 'int':
      return { tag: '!!int', text: String(node.value) }
    case 'float':
      return { tag: '!!float', text: yamlFloat(node.value) }
    case 'bytes':
      return { tag: '!!binary', text: base64Lines(node.value), style: 'literal' }
    default:
      return stringScalar(node.value)
  }
}

function keyScalar(key: Key, floatKeys: MapNode['floatKeys']): Scalar {
  if (typeof key === 'string') return stringScalar(key)
  if (key === null) return { tag: '!!null', text: 'null' }
  if (typeof key === 'boolean') return { tag: '!!bool', text: String(key) }
  const float = typeof key === 'number' ? (floatKeys?.get(key) ?? (Number.isInteger(key) ? undefined : key)) : undefined
  return float === undefined ? { tag: '!!int', text: keyText(key) } : { tag: '!!float', text: yamlFloat(float) }
}

/** Whether an unquoted text reads back as a string: PyYAML's rules, which the writer has without OmegaConf's float. */
function readsAsString(text: string): boolean {
  const implied = implicitTag(text)
  return implied === 'str' && !TIMESTAMP.test(text)
}

function writeScalar(writer: Writer, scalar: Scalar, isKey: boolean): void {
  const { text, tag, style } = scalar
  // Width is counted in code points.
  const chars = /[\ud800-\udfff]/.test(text) ? [...text] : text
  const analysis = analyze(text, chars)
  const outer = writer.indent
  writer.indent = outer < 0 ? 2 : outer + 2
  const implicit = tag !== '!!str' || readsAsString(text)
  if (tag === '!!binary') {
    writeSign(writer, '!!binary', true)
    if (!isKey && analysis.block) writeLiteral(writer, text)
    else writeDouble(writer, chars, !isKey)
  } else if (!style && implicit && analysis.plain && !(isKey && (analysis.empty || analysis.multiline)))
    writePlain(writer, chars, !isKey)
  else if (analysis.single && !(isKey && analysis.multiline)) writeSingle(writer, chars, !isKey)
  else writeDouble(writer, chars, !isKey)
  writer.indent = outer
}

function isSimpleKey(scalar: Scalar): boolean {
  const chars = /[\ud800-\udfff]/.test(scalar.text) ? [...scalar.text] : scalar.text
  const { empty, multiline } = analyze(scalar.text, chars)
  return !empty && !multiline && scalar.tag.length + chars.length < LONGEST_KEY
}

function writeMap(writer: Writer, node: MapNode): void {
  if (node.entries.size === 0) {
    writeSign(writer, '{', true)
    writeSign(writer, '}', false)
    return
  }
  const outer = writer.indent
  writer.indent = outer < 0 ? 0 : outer + 2
  for (const [key, value] of node.entries) {
    const scalar = keyScalar(key, node.floatKeys)
    writeIndent(writer)
    if (isSimpleKey(scalar)) {
      writeScalar(writer, scalar, true)
      writeSign(writer, ':', false)
    } else {
      writeSign(writer, '?', true, true)
      writeScalar(writer, scalar, false)
      writeIndent(writer)
      writeSign(writer, ':', true, true)
    }
    writeNode(writer, value, true)
  }
  writer.indent = outer
}

function writeList(writer: Writer, items: readonly Node[], inMap: boolean): void {
  if (items.length === 0) {
    writeSign(writer, '[', true)
    writer.whitespace = true
    writeSign(writer, ']', false)
    return
  }
  const outer = writer.indent
  // A list that is the value of a key stands below the key, not right of it.
  const indentless = inMap && !writer.indention
  writer.indent = outer < 0 ? 0 : indentless ? outer : outer + 2
  for (const item of items) {
    writeIndent(writer)
    writeSign(writer, '-', true, true)
    writeNode(writer, item, false)
  }
  writer.indent = outer
}

function writeNode(writer: Writer, node: Node, inMap: boolean): void {
  if (node.kind === 'map') writeMap(writer, node)
  else if (node.kind === 'list') writeList(writer, node.items, inMap)
  else writeScalar(writer, scalarOf(node), false)
}

/**
 * YAML as OmegaConf's `to_yaml` writes it, text for text. Interpolations and missing values are written as they stand.
 */
export function toYaml(node: Node): string {
  const writer: Writer = { out: '', column: 0, indent: -1, whitespace: true, indention: true }
  writeNode(writer, node, false)
  writer.indent = 0
  writeIndent(writer)
  return writer.out
}

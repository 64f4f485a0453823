import { toYaml } from '../config/index.js'
import type { Key, MapNode, Node, ScalarNode } from '../config/node.js'

/** Where a value stands, as far as its text depends on that. */
export interface TextContext {
  /** Within brackets or braces, where commas and braces end a plain text. */
  inFlow: boolean
  /** The quote that the text had, to be kept where a string takes the place of a string. */
  quote?: "'" | '"' | undefined
}

/** A value as one line of YAML, such as OmegaConf would write it; lists and dicts in brackets and braces. */
export function valueText(node: Node, context: TextContext): string {
  if (node.kind === 'list') return `[${node.items.map((item) => valueText(item, { inFlow: true })).join(', ')}]`
  if (node.kind === 'map') {
    const entries = [...node.entries].map(
      ([key, value]) => `${keyText(key, true)}: ${valueText(value, { inFlow: true })}`,
    )
    return `{${entries.join(', ')}}`
  }
  if (node.kind === 'bytes') return `!!binary '${Buffer.from(node.value).toString('base64')}'`
  return isText(node) ? stringText(node.value, context) : written(node)
}

/** A key as one line of YAML. */
export function keyText(key: Key, inFlow: boolean): string {
  if (typeof key === 'string') return stringText(key, { inFlow })
  const entries = new Map<Key, Node>([[key, { kind: 'null', value: null }]])
  const map: MapNode = { kind: 'map', entries }
  return toYaml(map).replace(/: null\n$/, '')
}

function isText(node: ScalarNode): node is ScalarNode & { value: string } {
  return node.kind === 'string' || node.kind === 'interpolation' || node.kind === 'missing'
}

function written(node: Node): string {
  return toYaml({ kind: 'map', entries: new Map([['x', node]]) }).slice('x: '.length, -1)
}

function stringText(text: string, { inFlow, quote }: TextContext): string {
  if (/[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u.test(text)) return doubleQuoted(text)
  if (quote === '"') return doubleQuoted(text)
  if (quote === "'") return singleQuoted(text)
  const usual = written({ kind: 'string', value: text })
  // Long texts are folded there; quotes are needed by the text itself, whatever its length.
  const plain = !/^['"!]/.test(usual)
  return plain && !(inFlow && /[,[\]{}?]|^[-:]/.test(text)) ? text : singleQuoted(text)
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function doubleQuoted(text: string): string {
  const escaped = JSON.stringify(text).replace(/[\u007f-\u009f\ud800-\udfff\ufeff\uffff]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return escaped
}

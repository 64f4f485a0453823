import { ConfigError } from '../../util/diagnostic.js'
import type { FileSource } from '../../util/source.js'
import type { MapNode, Node } from '../node.js'
import { constructDocument } from './construct.js'
import { fileSource } from './cursor.js'
import { yamlLimits } from './limits.js'
import { parseYaml } from './parser.js'

const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10fffe}]/u

function place(file: string, text: string, at: number): ReturnType<typeof fileSource> {
  const before = text.slice(0, at)
  const line = before.split('\n').length - 1
  return fileSource(file, { start: at, end: at + 1, line, column: at - (before.lastIndexOf('\n') + 1) })
}

function atStart(file: string): FileSource {
  return { kind: 'file', file, line: 1, column: 1, range: [0, 0] }
}

/**
 * Reads YAML as OmegaConf does (PyYAML's YAML 1.1 with OmegaConf's floats): an empty text is an empty map, a lone
 * string becomes a key without value, and anything else that is neither map nor list is refused. `file` names the text
 * in errors and in the nodes' sources (default `<text>`).
 * @throws ConfigError placed in the text; also where it exceeds the limits on size, depth and aliases.
 */
export function loadYaml(text: string, options: { file?: string } = {}): Node {
  const file = options.file ?? '<text>'
  if (text.length > yamlLimits.textLength)
    throw new ConfigError({
      code: 'yaml',
      path: '',
      message: `${file} is larger than ${yamlLimits.textLength} characters`,
    })
  const bad = UNPRINTABLE.exec(text)
  if (bad) {
    const point = (text.codePointAt(bad.index) as number).toString(16).toUpperCase().padStart(4, '0')
    throw new ConfigError({
      code: 'yaml',
      path: '',
      message: `the character U+${point} cannot stand in YAML`,
      source: place(file, text, bad.index),
      hint: `write it as "\\u${point}" in double quotes`,
    })
  }
  const root = parseYaml(text, file)
  const empty: MapNode = { kind: 'map', entries: new Map(), source: atStart(file) }
  if (!root) return empty
  const node = constructDocument(root, file, /<<|merge/.test(text))
  if (node.kind === 'map' || node.kind === 'list') return node
  if (node.kind === 'null' && !node.deletes) return empty
  if (node.kind === 'string' || node.kind === 'missing' || node.kind === 'interpolation')
    return {
      ...empty,
      entries: new Map([[node.value, { kind: 'null', value: null, source: node.source, keySource: node.source }]]),
    } as MapNode
  throw new ConfigError({
    code: 'yaml',
    path: '',
    message: 'a config is a mapping or a list, not a single value',
    source: node.source,
  })
}

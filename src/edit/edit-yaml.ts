import { loadYaml, toYaml } from '../config/index.js'
import { shownKeys } from '../config/key-path.js'
import type { Key, MapNode, Node } from '../config/node.js'
import { ConfigError } from '../util/diagnostic.js'
import { describeSource, type FileSource } from '../util/source.js'
import { firstDifference, sameNode } from './same-node.js'
import { contentEnd, type Item, listItems, mapItems, readTokens } from './tokens.js'
import { keyText, valueText } from './value-text.js'

/** A piece of a text, and what takes its place. */
interface Splice {
  start: number
  end: number
  text: string
}

/** Where the value of a key or an item stands. */
interface Place {
  path: readonly Key[]
  item: Item
  value: Item['value']
  inFlow: boolean
}

/**
 * A YAML text with the values of `after`. Values that differ are written anew. New keys and items come last in their
 * map or list. Every other byte stays, comments and quotes too.
 * @param after changed from what the text holds; a map or list in it that lacks entries is written anew whole.
 * @param options.file names the text in messages.
 * @throws ConfigError if the text is not one YAML document, if a change lies in a part that an alias, `<<` or an anchor
 *   shares, or if the result would not read as `after`.
 */
export function editYaml(text: string, after: Node, { file }: { file: string }): string {
  const before = loadYaml(text, { file })
  if (sameNode(before, after)) return text
  const { root, error } = readTokens(text)
  if (error !== undefined) throw refuse(file, [], `this file cannot be edited: ${error.split('\n')[0]}`)
  const editor = new Editor(text, file)
  if (root) editor.change(before, after, root, [], false)
  else editor.fillEmpty(after)
  const edited = editor.result()
  verify(edited, { before, after, file })
  return edited
}

class Editor {
  readonly #text: string
  readonly #file: string
  readonly #splices: Splice[] = []
  readonly #lineBreak: string

  constructor(text: string, file: string) {
    this.#text = text
    this.#file = file
    this.#lineBreak = /\r\n|\n/.exec(text)?.[0] ?? '\n'
  }

  result(): string {
    // At one place, in the order in which they were asked for.
    const ordered = this.#splices.map((splice, order) => ({ ...splice, order }))
    ordered.sort((a, b) => b.start - a.start || b.order - a.order)
    return ordered.reduce(
      (text, { start, end, text: piece }) => text.slice(0, start) + piece + text.slice(end),
      this.#text,
    )
  }

  /** Makes what a collection's token says into `after`. */
  change(before: Node, after: Node, token: Item['value'], path: readonly Key[], inFlow: boolean): void {
    if (before.kind === 'map' && after.kind === 'map') this.#changeMap(before, after, token, path, inFlow)
    else if (before.kind === 'list' && after.kind === 'list') this.#changeList(before.items, after.items, token, path)
    else throw refuse(this.#file, path, `the file holds a ${before.kind}, not a ${after.kind}`, before)
  }

  /** A text of comments alone. */
  fillEmpty(after: Node): void {
    const start = this.#text.length
    const gap = start === 0 || /[\n\ufeff]$/.test(this.#text) ? '' : this.#lineBreak
    this.#splices.push({ start, end: start, text: gap + this.#lines(after, 0) })
  }

  #changeMap(before: MapNode, after: MapNode, token: Item['value'], path: readonly Key[], inFlow: boolean): void {
    const items = token && mapItems(token)
    if (!token || !items) throw this.#indirect(token, path, before)
    const isFlow = token.type === 'flow-collection'
    for (const [key, node] of after.entries) {
      const old = before.entries.get(key)
      if (!old || old === node || sameNode(old, node)) continue
      const start = (old.keySource as FileSource | undefined)?.range[0]
      const item = items.find((one) => one.key?.offset === start)
      if (!item) throw this.#merged([...path, key], old)
      this.#changeValue(old, node, { path: [...path, key], item, value: item.value, inFlow: inFlow || isFlow })
    }
    const added = [...after.entries].filter(([key]) => !before.entries.has(key))
    if (added.length === 0) return
    if (token.type === 'flow-collection')
      this.#addToFlow(
        token,
        items,
        added.map(([key, node]) => `${keyText(key, true)}: ${valueText(node, { inFlow: true })}`),
      )
    else this.#addLines(token, items, this.#lines({ kind: 'map', entries: new Map(added) }, indentOf(token)))
  }

  #changeList(before: readonly Node[], after: readonly Node[], token: Item['value'], path: readonly Key[]): void {
    const items = token && listItems(token)
    if (!token || !items) throw this.#indirect(token, path, before[0])
    for (const [i, old] of before.entries()) {
      const node = after[i] as Node
      if (old === node || sameNode(old, node)) continue
      const item = items[i] as Item
      const inFlow = token.type === 'flow-collection'
      // `[a: 1]` is a list of a map without braces.
      if (item.key) throw refuse(this.#file, [...path, i], 'an entry without braces in a list cannot be changed', old)
      this.#changeValue(old, node, { path: [...path, i], item, value: item.value, inFlow })
    }
    const added = after.slice(before.length)
    if (added.length === 0) return
    if (token.type === 'flow-collection')
      this.#addToFlow(
        token,
        items,
        added.map((node) => valueText(node, { inFlow: true })),
      )
    else this.#addLines(token, items, this.#lines({ kind: 'list', items: added }, indentOf(token)))
  }

  #changeValue(before: Node, after: Node, place: Place): void {
    const { value, path, inFlow } = place
    const isCollection = value && (mapItems(value) ?? listItems(value)) !== undefined
    if (before.kind === 'map' && after.kind === 'map' && keeps(before, after)) {
      this.#changeMap(before, after, value, path, inFlow)
    } else if (before.kind === 'list' && after.kind === 'list' && isCollection && grows(before.items, after.items)) {
      this.#changeList(before.items, after.items, value, path)
    } else this.#replace(before, after, place)
  }

  #replace(before: Node, after: Node, { path, item, value, inFlow }: Place): void {
    const marks = [...item.start, ...(item.sep ?? [])]
    const indicator = marks.findLast(({ type }) => type === 'map-value-ind' || type === 'seq-item-ind')
    const tag = marks.find(({ type, offset }) => type === 'tag' && offset >= (indicator?.offset ?? 0))
    const quote = before.kind === 'string' && value && 'source' in value ? /^['"]/.exec(value.source)?.[0] : undefined
    const text = valueText(after, { inFlow, quote: quote as "'" | '"' | undefined })
    const begins = tag?.offset ?? value?.offset
    if (value?.type === 'block-scalar') {
      const header = value.props.find(({ type }) => type === 'block-scalar-header') as {
        offset: number
        source: string
      }
      const content = contentEnd(value) - value.source.length
      this.#cut(tag?.offset ?? header.offset, header.offset + header.source.length, text)
      this.#cut(content, contentEnd(value), '')
    } else if (value && (value.type === 'block-map' || value.type === 'block-seq')) {
      const lineBreak = (item.sep ?? []).find(({ type }) => type === 'newline')
      if (!indicator) throw refuse(this.#file, path, 'the value cannot be replaced where it stands', before)
      if (!lineBreak) this.#cut(tag?.offset ?? value.offset, this.#lineEnd(contentEnd(value)), text)
      else {
        // What stands beside the key, a comment perhaps, stays there.
        const end = indicator.offset + indicator.source.length
        if (tag) this.#cut(tag.offset, tag.offset + tag.source.length, '')
        this.#cut(end, end, ` ${text}`)
        this.#cut(lineBreak.offset, this.#lineEnd(contentEnd(value)), '')
      }
    } else if (value && begins !== undefined && contentEnd(value) > value.offset) {
      this.#cut(begins, contentEnd(value), text)
    } else if (indicator) {
      const end = indicator.offset + indicator.source.length
      if (tag) this.#cut(tag.offset, tag.offset + tag.source.length, '')
      this.#cut(end, end, ` ${text}`)
    } else {
      // A key of `{a, b}`: it has no value, not even a colon.
      const end = item.key ? contentEnd(item.key) : (begins ?? 0)
      this.#cut(end, end, `: ${text}`)
    }
  }

  /** Where a line ends: what stands beside the last item of a collection goes with it. */
  #lineEnd(at: number): number {
    const lineBreak = /\r?\n|$/g
    lineBreak.lastIndex = this.#text[at - 1] === '\n' ? at - 1 : at
    return lineBreak.exec(this.#text)?.index ?? at
  }

  #cut(start: number, end: number, text: string): void {
    this.#splices.push({ start, end, text })
  }

  #addToFlow(token: NonNullable<Item['value']>, items: readonly Item[], texts: readonly string[]): void {
    const last = items.at(-1)
    const lastToken = last?.value ?? last?.key
    const at = last && lastToken ? Math.max(contentEnd(lastToken), ...markEnds(last)) : token.offset + 1
    this.#cut(at, at, `${last ? ', ' : ''}${texts.join(', ')}`)
  }

  #addLines(token: NonNullable<Item['value']>, items: readonly Item[], lines: string): void {
    if (items.length === 0) throw refuse(this.#file, [], 'nothing can be added here', undefined)
    const end = contentEnd(token)
    const lineBreak = /\r\n|\n/g
    lineBreak.lastIndex = this.#text[end - 1] === '\n' ? end - 1 : end
    const found = lineBreak.exec(this.#text)
    if (found) this.#cut(found.index + found[0].length, found.index + found[0].length, lines)
    else this.#cut(this.#text.length, this.#text.length, this.#lineBreak + lines.slice(0, -this.#lineBreak.length))
  }

  /** A map or list in lines of its own, as OmegaConf writes it, with the file's line breaks. */
  #lines(node: Node, indent: number): string {
    const lines = toYaml(node).split('\n').slice(0, -1)
    return lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line) + this.#lineBreak).join('')
  }

  #indirect(token: Item['value'], path: readonly Key[], node: Node | undefined): ConfigError {
    if (token?.type !== 'alias') {
      return refuse(this.#file, path, `'${shownKeys(path)}' cannot be changed where it stands`, node)
    }
    const there = node?.source?.kind === 'file' ? ` in line ${node.source.line}` : ''
    const message = `'${shownKeys(path)}' is '${token.source}' here, which stands for the value of '&${token.source.slice(1)}'${there}`
    const error = refuse(this.#file, path, message, undefined, 'change it there, or write the whole value here first')
    return new ConfigError({ ...(error.diagnostics[0] as (typeof error.diagnostics)[0]), source: this.#source(token) })
  }

  #merged(path: readonly Key[], node: Node): ConfigError {
    const place = node.keySource ? ` (${describeSource(node.keySource)})` : ''
    const message = `'${shownKeys(path)}' comes by '<<' from another map${place}`
    return refuse(this.#file, path, message, node, 'change it there, or write the key itself into this map first')
  }

  #source({ offset, source }: { offset: number; source: string }): FileSource {
    const lines = this.#text.slice(0, offset).split(/\r\n|[\r\n]/)
    const column = (lines.at(-1) as string).replace(/^\ufeff/, '').length + 1
    const range = [offset, offset + source.length] as const
    return { kind: 'file', file: this.#file, line: lines.length, column, range }
  }
}

function* markEnds({ start, sep }: Item): Generator<number> {
  for (const { type, offset, source } of [...start, ...(sep ?? [])]) {
    if (!['space', 'newline', 'comment', 'comma'].includes(type)) yield offset + source.length
  }
}

function indentOf(token: NonNullable<Item['value']>): number {
  return 'indent' in token ? token.indent : 0
}

/** Whether a map keeps its keys, each changed perhaps. */
function keeps(before: MapNode, after: MapNode): boolean {
  return before.entries.size > 0 && [...before.entries.keys()].every((key) => after.entries.has(key))
}

/** Whether a list keeps its items, each changed perhaps, and gets more. */
function grows(before: readonly Node[], after: readonly Node[]): boolean {
  return before.length > 0 && after.length >= before.length
}

function verify(text: string, { before, after, file }: { before: Node; after: Node; file: string }): void {
  let read: Node
  try {
    read = loadYaml(text, { file })
  } catch (cause) {
    const error = refuse(file, [], `this change cannot be written: ${(cause as Error).message}`)
    throw new ConfigError(error.diagnostics, { cause })
  }
  const other = firstDifference(read, after, [])
  if (!other) return
  const shared = anchorOf(before, other)
  throw refuse(
    file,
    other,
    shared ?? `the change cannot be made where it stands: '${shownKeys(other)}' would be another value`,
    undefined,
    shared && 'change the file by hand: put the value in the place of its alias there',
  )
}

/** Where an edit of another place shows too, by way of an anchor. */
function anchorOf(before: Node, path: readonly Key[]): string | undefined {
  let node: Node | undefined = before
  for (const key of path)
    node = node?.kind === 'map' ? node.entries.get(key) : node?.kind === 'list' ? node.items[key as number] : undefined
  if (!node) return undefined
  return `the value is shared by an anchor: '${shownKeys(path)}' would change too`
}

function refuse(file: string, path: readonly Key[], message: string, node?: Node, hint?: string): ConfigError {
  const source = node?.keySource ?? node?.source
  const place: FileSource = source?.kind === 'file' ? source : { kind: 'file', file, line: 1, column: 1, range: [0, 0] }
  return new ConfigError({ code: 'cannot-edit', path: shownKeys(path), message, source: place, hint })
}

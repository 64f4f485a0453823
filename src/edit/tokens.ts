import { type CST, Parser } from 'yaml'

/** A key of a block or flow map with its value, or an item of a list. */
export type Item = CST.CollectionItem

/** What a text is made of: every character is part of one token. */
export interface Tokens {
  /** The value of the only document; undefined where it is empty. */
  root: CST.Token | undefined
  /** What the parser could not read. */
  error: string | undefined
}

/** The tokens of a text of one document. */
export function readTokens(text: string): Tokens {
  const tokens: Tokens = { root: undefined, error: undefined }
  for (const token of new Parser().parse(text)) {
    if (token.type === 'document') tokens.root ??= token.value
    if (token.type === 'error') tokens.error ??= token.message
  }
  return tokens
}

/** The items of a list, in order; undefined where the token is none. */
export function listItems(token: CST.Token): Item[] | undefined {
  if (token.type === 'block-seq') {
    return token.items.filter(({ start }) => start.some(({ type }) => type === 'seq-item-ind'))
  }
  if (token.type === 'flow-collection' && token.start.type === 'flow-seq-start') return withContent(token)
  return undefined
}

/** The entries of a map; undefined where the token is none. */
export function mapItems(token: CST.Token): Item[] | undefined {
  if (token.type === 'block-map') return token.items.filter(({ key }) => key)
  if (token.type === 'flow-collection' && token.start.type === 'flow-map-start') return withContent(token)
  return undefined
}

function withContent(token: CST.FlowCollection): Item[] {
  return token.items.filter(({ key, value }) => key || value)
}

/** Behind the last character of a token that is part of its value: comments and line breaks after it are not. */
export function contentEnd(token: CST.Token): number {
  switch (token.type) {
    case 'block-map':
    case 'block-seq': {
      const last = (token.type === 'block-map' ? mapItems(token) : listItems(token))?.at(-1)
      return last ? itemEnd(last) : token.offset
    }
    case 'flow-collection': {
      const close = token.end.find(({ type }) => type === 'flow-map-end' || type === 'flow-seq-end')
      return close ? close.offset + close.source.length : token.offset
    }
    case 'block-scalar': {
      const last = token.props.at(-1)
      const begins = last && 'source' in last ? last.offset + last.source.length : token.offset
      return begins + token.source.length
    }
    case 'document':
    case 'doc-end':
    case 'error':
      return token.offset
    default:
      return token.offset + token.source.length
  }
}

function itemEnd({ start, key, sep, value }: Item): number {
  if (value) {
    const end = contentEnd(value)
    if (end > value.offset) return end
  }
  const last = (sep ?? []).findLast(isMark) ?? key ?? start.findLast(isMark)
  if (!last) return value?.offset ?? 0
  return 'source' in last ? last.offset + last.source.length : contentEnd(last)
}

function isMark({ type }: CST.SourceToken): boolean {
  return !['space', 'newline', 'comment'].includes(type)
}

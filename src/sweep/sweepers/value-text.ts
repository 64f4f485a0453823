import { escaped, quoted } from '../../compose/override/quote.js'
import type { Key, Node } from '../../config/node.js'
import { formatFloat } from '../../util/python-number.js'

/** A value as an override has it; a text is in quotes, so that it stays one whatever it looks like. */
export function valueText(node: Node): string {
  if (node.kind === 'list') return `[${node.items.map(valueText).join(',')}]`
  if (node.kind === 'map') return `{${Array.from(node.entries, entryText).join(',')}}`
  if (node.kind === 'float') return formatFloat(node.value)
  return typeof node.value === 'string' ? quoted(node.value, "'") : String(node.value)
}

function entryText([key, value]: [Key, Node]): string {
  return `${typeof key === 'string' ? escaped(key) : String(key)}:${valueText(value)}`
}

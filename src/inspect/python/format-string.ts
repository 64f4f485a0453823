import { stringLiteral } from './string-literal.js'
import type { PythonText, Syntax } from './syntax.js'

/** An f-string's texts and what is filled in (`{NAME}`), in order; undefined where it is none, or Python refuses it. */
export function formatParts(node: Syntax, python: PythonText): (string | Syntax)[] | undefined {
  const [, prefix = '', quote = ''] = /^(\w*)("""|'''|"|')/.exec(python.of(node)) ?? []
  const [start, end] = [node.from + prefix.length + quote.length, node.to - quote.length]
  if (node.name !== 'FormatString' || quote === '' || end < start) return undefined
  const parts: (string | Syntax)[] = []
  let at = start
  for (const part of [...node.getChildren('FormatReplacement'), undefined]) {
    // A doubled brace is one, but a brace that an escape stands for is not doubled.
    const source = python.text.slice(at, part ? part.from : end).replace(/([{}])\1/g, '$1')
    const text = stringLiteral(`${prefix.replace(/f/i, '')}${quote}${source}${quote}`)
    if (text === undefined) return undefined
    parts.push(text)
    if (!part) break
    parts.push(part)
    at = part.to
  }
  return parts
}

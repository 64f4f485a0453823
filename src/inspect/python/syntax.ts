import { parser } from '@lezer/python'

/** A node of a Python file's syntax tree. */
export type Syntax = ReturnType<typeof parser.parse>['topNode']

/** What stands between the parts of an expression. */
const BETWEEN = /^[^A-Za-z]+$|^Comment$/

/** A Python file, or an annotation that is written as a text. Nothing of it is run. */
export class PythonText {
  readonly text: string
  readonly top: Syntax

  constructor(text: string) {
    this.text = text
    this.top = parser.parse(text).topNode
  }

  of(node: Syntax): string {
    return this.text.slice(node.from, node.to)
  }

  /** Counted from 1. */
  line({ from }: Syntax): number {
    return this.text.slice(0, from).split('\n').length
  }
}

export function children({ firstChild }: Syntax): Syntax[] {
  const found: Syntax[] = []
  for (let child = firstChild; child; child = child.nextSibling) found.push(child)
  return found
}

/** The parts of a list, tuple or pair of brackets; undefined where one is unpacked (`*xs`). */
export function items(node: Syntax): Syntax[] | undefined {
  const all = children(node)
  return all.some(({ name }) => name === '*' || name === '**')
    ? undefined
    : all.filter(({ name }) => !BETWEEN.test(name))
}

/** The arguments of a call. */
export interface Arguments {
  positional: Syntax[]
  named: Map<string, Syntax>
}

/** Undefined where some are unpacked (`**options`), so that their names are not known. */
export function argumentsOf(call: Syntax, python: PythonText): Arguments | undefined {
  const list = call.getChild('ArgList')
  const parts = list ? children(list).filter(({ name }) => !/^[(),]$|^Comment$/.test(name)) : []
  const found: Arguments = { positional: [], named: new Map() }
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Syntax
    if (part.name === '*' || part.name === '**') return undefined
    const value = parts[i + 2]
    if (parts[i + 1]?.name === 'AssignOp' && value) {
      found.named.set(python.of(part), value)
      i += 2
    } else found.positional.push(part)
  }
  return found
}

/** The last part of a dotted name: `field` of `dataclasses.field`; undefined where it is no name. */
export function lastName(node: Syntax, python: PythonText): string | undefined {
  if (node.name === 'VariableName') return python.of(node)
  if (node.name !== 'MemberExpression') return undefined
  const property = node.getChild('PropertyName')
  return property ? python.of(property) : undefined
}

/** All nodes of these names, in the order of the text. */
export function everyNode(top: Syntax, ...names: string[]): Syntax[] {
  const found: Syntax[] = []
  const cursor = top.cursor()
  do if (names.includes(cursor.name)) found.push(cursor.node)
  while (cursor.next() && cursor.from < top.to)
  return found
}

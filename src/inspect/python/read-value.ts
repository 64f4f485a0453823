import type { Key, Node } from '../../config/node.js'
import {
  ArithmeticError,
  COMPARISONS,
  calculate,
  compare,
  isOperator,
  isTrue,
  signed,
  type Value,
} from '../../config/packs/arithmetic.js'
import { toNode, toValue } from '../../config/packs/python-value.js'
import { pythonRepr, pythonStr } from '../../config/python.js'
import { textNode } from '../../config/scalar.js'
import { parsePythonFloat, parsePythonInt, toInt } from '../../util/python-number.js'
import { formatParts } from './format-string.js'
import type { PythonModule, PythonProject } from './python-project.js'
import { stringLiteral } from './string-literal.js'
import { argumentsOf, children, items, lastName, type Syntax } from './syntax.js'

/** What an expression is read with. */
export interface Scope {
  readonly project: PythonProject
  readonly module: PythonModule
  /** The config of a call such as `MySQL(port=3)`; undefined: its class is none of the project's, or cannot be read. */
  readonly construct: (call: Syntax, scope: Scope) => Node | undefined
  /** How many names and values lead here. */
  readonly depth: number
}

/** As far as names lead to names, and values hold values. */
const DEEPEST = 32

const NULL: Node = { kind: 'null', value: null }
const MISSING: Node = { kind: 'missing', value: '???' }

/** The config value of an expression; undefined where it is computed. Nothing is run. */
export function readValue(node: Syntax, scope: Scope): Node | undefined {
  if (scope.depth > DEEPEST) return undefined
  const { python } = scope.module
  const inner: Scope = { ...scope, depth: scope.depth + 1 }
  switch (node.name) {
    case 'None':
      return NULL
    case 'Boolean':
      return { kind: 'bool', value: python.of(node) === 'True' }
    case 'Number':
      return readNumber(python.of(node))
    case 'UnaryExpression':
      return negated(node, inner)
    case 'BinaryExpression':
      return computed(node, inner)
    case 'ConditionalExpression':
      return chosen(node, inner)
    case 'String':
    case 'FormatString':
      return readText([node], inner)
    case 'ContinuedString':
      return readText(children(node), inner)
    case 'ParenthesizedExpression': {
      const [only, other] = items(node) ?? []
      return only && !other ? readValue(only, inner) : undefined
    }
    case 'ArrayExpression':
    case 'TupleExpression':
      return readList(items(node), inner)
    case 'DictionaryExpression':
      return readDict(node, inner)
    case 'VariableName':
    case 'MemberExpression':
      return readName(node, inner)
    case 'CallExpression':
      return readCall(node, inner)
    default:
      return undefined
  }
}

function readNumber(text: string): Node | undefined {
  const plain = text.replaceAll('_', '')
  if (/^0[xob]/i.test(plain)) return { kind: 'int', value: toInt(BigInt(plain)) }
  const int = parsePythonInt(plain)
  if (int !== undefined) return { kind: 'int', value: int }
  const float = parsePythonFloat(plain)
  return float === undefined ? undefined : { kind: 'float', value: float }
}

function negated(node: Syntax, scope: Scope): Node | undefined {
  const [sign, operand] = children(node)
  const value = operand && readValue(operand, scope)
  const operator = sign && scope.module.python.of(sign)
  if (!value) return undefined
  if (operator === 'not') return arithmetic(() => !isTrue(toValue(value)))
  return operator === '-' || operator === '+' || operator === '~'
    ? arithmetic(() => signed(operator, toValue(value)))
    : undefined
}

/** `32 * 4`, `N > 3`, of literals and constants. */
function computed(node: Syntax, scope: Scope): Node | undefined {
  const [left, sign, right, other] = children(node)
  if (!left || !sign || !right || other) return undefined
  const operator = scope.module.python.of(sign)
  if (COMPARISONS.includes(operator)) return compared(node, scope)
  const [a, b] = [readValue(left, scope), readValue(right, scope)]
  if (!a || !b) return undefined
  return isOperator(operator) ? arithmetic(() => calculate(operator, toValue(a), toValue(b))) : undefined
}

/** `a < b < c` is `a < b and b < c`: the syntax tree has it as `(a < b) < c`, but without the brackets. */
function compared(node: Syntax, scope: Scope): Node | undefined {
  const operands: Syntax[] = []
  const signs: string[] = []
  let first = node
  for (;;) {
    const [left, sign, right] = children(first)
    const operator = sign && scope.module.python.of(sign)
    if (first.name !== 'BinaryExpression' || !left || !right || !operator || !COMPARISONS.includes(operator)) break
    operands.unshift(right)
    signs.unshift(operator)
    first = left
  }
  const read = [first, ...operands].map((operand) => readValue(operand, scope))
  if (!read.every((each) => each !== undefined)) return undefined
  const values = read.map(toValue)
  return arithmetic(() => signs.every((sign, i) => compare(sign, values[i] as Value, values[i + 1] as Value)))
}

/** `a if b else c`, where it is known which. */
function chosen(node: Syntax, scope: Scope): Node | undefined {
  const [yes, , condition, , no] = children(node)
  const value = condition && readValue(condition, scope)
  const truth = value && arithmetic(() => isTrue(toValue(value)))
  const part = truth?.kind === 'bool' ? (truth.value ? yes : no) : undefined
  return part && readValue(part, scope)
}

/** What is computed; undefined where Python refuses it, or it is larger than anybody means. */
function arithmetic(compute: () => Value): Node | undefined {
  try {
    return toNode(compute())
  } catch (error) {
    if (error instanceof ArithmeticError) return undefined
    throw error
  }
}

function readText(parts: readonly Syntax[], scope: Scope): Node | undefined {
  let text = ''
  for (const part of parts) {
    if (part.name === 'Comment') continue
    const read = part.name === 'String' ? stringLiteral(scope.module.python.of(part)) : readFormat(part, scope)
    if (read === undefined) return undefined
    text += read
  }
  return textNode(text)
}

/** `f"{ROOT}/data"`, of literals and constants. */
function readFormat(node: Syntax, scope: Scope): string | undefined {
  const read = formatParts(node, scope.module.python)?.map((part) =>
    typeof part === 'string' ? part : readReplacement(part, scope),
  )
  return read?.every((each) => each !== undefined) ? read.join('') : undefined
}

/** What Python puts in place of `{NAME}` or `{NAME!r}`. */
export function readReplacement(part: Syntax, scope: Scope): string | undefined {
  const [open, value, ...rest] = children(part)
  const [conversion, close] = rest.length === 2 ? rest : [undefined, rest[0]]
  const isPlain = open?.name === '{' && close?.name === '}' && value !== undefined && rest.length <= 2
  const kind = conversion && scope.module.python.of(conversion)
  if (!isPlain || !['!r', '!s', undefined].includes(kind)) return undefined
  const found = withoutEnum(value, scope)
  if (!found) return undefined
  return kind === '!r' ? pythonRepr(found) : pythonStr(found)
}

/** A value; undefined where it is a member of an enum, whose text is another than in a config. */
function withoutEnum(node: Syntax, scope: Scope): Node | undefined {
  const { project, module } = scope
  if (scope.depth > DEEPEST) return undefined
  if (node.name === 'MemberExpression' && !/\.(?:name|value)$/.test(module.python.of(node))) return undefined
  const constant = node.name === 'VariableName' ? project.findConstant(module.python.of(node), module) : undefined
  return constant
    ? withoutEnum(constant.node, { ...scope, module: constant.module, depth: scope.depth + 1 })
    : readValue(node, scope)
}

function readList(parts: readonly Syntax[] | undefined, scope: Scope): Node | undefined {
  const read = parts?.map((part) => readValue(part, scope))
  return read?.every((each) => each !== undefined) ? { kind: 'list', items: read } : undefined
}

function readDict(node: Syntax, scope: Scope): Node | undefined {
  const parts = children(node).filter(({ name }) => !/^(?:[{},:]|Comment)$/.test(name))
  if (parts.length % 2 !== 0 || parts.some(({ name }) => name === '**' || name === 'for')) return undefined
  const entries = new Map<Key, Node>()
  for (let i = 0; i < parts.length; i += 2) {
    const key = readValue(parts[i] as Syntax, scope)
    const value = readValue(parts[i + 1] as Syntax, scope)
    if (!value || (key?.kind !== 'string' && key?.kind !== 'int' && key?.kind !== 'bool')) return undefined
    entries.set(key.value, value)
  }
  return { kind: 'map', entries }
}

function readName(node: Syntax, scope: Scope): Node | undefined {
  const { project, module } = scope
  const name = lastName(node, module.python)
  if (name === 'MISSING') return MISSING
  if (node.name === 'MemberExpression') return enumMember(node, scope)
  const constant = name === undefined ? undefined : project.findConstant(name, module)
  return constant && readValue(constant.node, { ...scope, module: constant.module })
}

/** `Color.RED` is `RED` in a config; its `.value` is what the enum gives it. */
function enumMember(node: Syntax, scope: Scope): Node | undefined {
  const [enumName, member, part, more] = scope.module.python.of(node).split('.')
  const found = enumName === undefined ? undefined : scope.project.findClass(enumName, scope.module)
  const members = found && enumMembers(found.node, found.module)
  if (!found || member === undefined || more !== undefined) return undefined
  const value = members?.get(member)
  if (!value) return undefined
  if (part === 'value') return readValue(value, { ...scope, module: found.module })
  return part === undefined || part === 'name' ? { kind: 'string', value: member } : undefined
}

/** The members of a class that is an enum, by name; undefined where it is none. */
export function enumMembers(definition: Syntax, { python }: PythonModule): Map<string, Syntax> | undefined {
  const bases = definition.getChild('ArgList')
  if (!bases || !/\b(?:Int|Str)?(?:Enum|Flag)\b/.test(python.of(bases))) return undefined
  const members = new Map<string, Syntax>()
  for (const statement of statementsOf(definition)) {
    const [name, ...rest] = children(statement)
    const value = rest.at(-1)
    if (statement.name === 'AssignStatement' && name?.name === 'VariableName' && value)
      members.set(python.of(name), value)
  }
  return members
}

/** The statements of a class's body, one each. */
export function statementsOf(definition: Syntax): Syntax[] {
  const body = definition.getChild('Body')
  return body ? children(body).flatMap((each) => (each.name === 'StatementGroup' ? children(each) : [each])) : []
}

function readCall(node: Syntax, scope: Scope): Node | undefined {
  const { python } = scope.module
  const callee = node.firstChild && lastName(node.firstChild, python)
  const given = argumentsOf(node, python)
  if (!given) return undefined
  const [first, second] = given.positional
  const text = first && !second && given.named.size === 0 ? readValue(first, scope) : undefined
  if (callee === 'II' && text?.kind === 'string') return textNode(`\${${text.value}}`)
  if (callee === 'SI' && text) return text
  if (callee === 'float' && text?.kind === 'string') return readNumber(text.value) && asFloat(text.value)
  if (callee === 'list' || callee === 'tuple') return first ? undefined : { kind: 'list', items: [] }
  if (callee === 'dict') return first ? undefined : readKeywords(given.named, scope)
  return scope.construct(node, scope)
}

function asFloat(text: string): Node | undefined {
  const value = parsePythonFloat(text)
  return value === undefined ? undefined : { kind: 'float', value }
}

function readKeywords(named: ReadonlyMap<string, Syntax>, scope: Scope): Node | undefined {
  const entries = new Map<Key, Node>()
  for (const [name, part] of named) {
    const value = readValue(part, scope)
    if (!value) return undefined
    entries.set(name, value)
  }
  return { kind: 'map', entries }
}

import type { JsonSchema } from '../../registry/manifest.js'
import type { PythonModule, PythonProject } from './python-project.js'
import { enumMembers } from './read-value.js'
import { stringLiteral } from './string-literal.js'
import { children, items, lastName, PythonText, type Syntax } from './syntax.js'

/** What an annotation is read with. */
export interface Annotated {
  readonly project: PythonProject
  readonly module: PythonModule
  /** The schema of a class with fields; undefined where the name is that of none. */
  readonly classSchema: (name: string, module: PythonModule) => JsonSchema | undefined
}

const SCALARS: Readonly<Record<string, string>> = {
  bool: 'boolean',
  float: 'number',
  int: 'integer',
  Path: 'string',
  str: 'string',
}

const LISTS = new Set(['list', 'List', 'Sequence', 'Tuple', 'tuple', 'Iterable'])
const DICTS = new Set(['dict', 'Dict', 'Mapping', 'MutableMapping'])

/** What a value of this type is in a config: a JSON Schema; `{}` where anything may be. */
export function typeSchema(node: Syntax, annotated: Annotated): JsonSchema {
  const { python } = annotated.module
  if (node.name === 'String') return quotedSchema(stringLiteral(python.of(node)), annotated)
  if (node.name === 'None') return { type: 'null' }
  if (node.name === 'BinaryExpression' && node.getChild('BitOp')) {
    const sides = children(node).filter(({ name }) => name !== 'BitOp')
    return union(sides.map((side) => typeSchema(side, annotated)))
  }
  const subscripted = node.name === 'MemberExpression' && node.getChild('[')
  const [of, ...args] = subscripted ? (items(node) ?? []) : [node]
  const name = of && lastName(of, python)
  if (name === undefined) return {}
  if (name === 'Optional') return args[0] ? nullable(typeSchema(args[0], annotated)) : {}
  if (name === 'Union') return union(args.map((each) => typeSchema(each, annotated)))
  if (LISTS.has(name)) return { type: 'array', ...itemsSchema(args, annotated) }
  if (DICTS.has(name)) {
    const values = args[1] && typeSchema(args[1], annotated)
    return { type: 'object', ...(values && { additionalProperties: values }) }
  }
  return namedSchema(name, annotated)
}

function namedSchema(name: string, { project, module, classSchema }: Annotated): JsonSchema {
  if (Object.hasOwn(SCALARS, name)) return { type: SCALARS[name] as string }
  const found = project.findClass(name, module)
  const members = found && enumMembers(found.node, found.module)
  if (members) return { type: 'string', enum: [...members.keys()] }
  return classSchema(name, module) ?? {}
}

/** Tuples have items of the same type, or of any. */
function itemsSchema(args: readonly Syntax[], annotated: Annotated): JsonSchema {
  const schemas = args.filter(({ name }) => name !== 'Ellipsis').map((each) => typeSchema(each, annotated))
  const [first] = schemas
  const same = first && schemas.every((each) => JSON.stringify(each) === JSON.stringify(first))
  return same ? { items: first } : {}
}

/** An annotation as a text, for a class that comes later in the file. */
function quotedSchema(text: string | undefined, annotated: Annotated): JsonSchema {
  const python = new PythonText(text ?? '')
  const expression = python.top.firstChild?.firstChild
  return expression ? typeSchema(expression, { ...annotated, module: { ...annotated.module, python } }) : {}
}

const isScalarType = ({ type, ...others }: JsonSchema) => typeof type === 'string' && Object.keys(others).length === 0

function union(schemas: readonly JsonSchema[]): JsonSchema {
  if (schemas.some((each) => Object.keys(each).length === 0)) return {}
  const isNull = (each: JsonSchema) => each.type === 'null'
  const others = schemas.filter((each) => !isNull(each))
  const [only, second] = others
  const whole =
    second === undefined
      ? (only ?? { type: 'null' })
      : others.every(isScalarType)
        ? { type: others.map(({ type }) => type) }
        : { anyOf: others }
  return only && schemas.some(isNull) ? nullable(whole) : whole
}

/** The schema of what may be null, too. */
export function nullable(schema: JsonSchema): JsonSchema {
  if (Object.keys(schema).length === 0) return schema
  if (Array.isArray(schema.anyOf)) return { anyOf: [...schema.anyOf, { type: 'null' }] }
  const type = [...new Set([schema.type, 'null'].flat())]
  return { ...schema, type, ...(Array.isArray(schema.enum) && { enum: [...schema.enum, null] }) }
}

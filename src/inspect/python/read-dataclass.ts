import type { Key, ListNode, MapNode, Node } from '../../config/node.js'
import type { JsonSchema } from '../../registry/manifest.js'
import { nullable, typeSchema } from './annotation.js'
import type { Declared, PythonModule, PythonProject } from './python-project.js'
import { enumMembers, readValue, type Scope, statementsOf } from './read-value.js'
import { argumentsOf, children, lastName, type Syntax } from './syntax.js'

/** A place in a Python file, and what stands there. */
export interface PythonPlace {
  file: string
  line: number
  what: string
}

/** A structured config as its class declares it. */
export interface DeclaredConfig {
  /** Its defaults list; undefined where it has none. */
  defaults?: ListNode | undefined
  content: MapNode
  schema: JsonSchema
  /** What is computed, and so is `???` here. */
  computed: readonly PythonPlace[]
}

interface Field {
  name: string
  value: Node
  schema: JsonSchema
}

/** The fields of a class, and what is computed in them. */
interface Fields {
  fields: readonly Field[]
  computed: readonly PythonPlace[]
}

/** A config has fewer keys: classes that hold each other many times over are not unfolded. */
const MOST_KEYS = 10_000

const MISSING: Node = { kind: 'missing', value: '???' }

/** Reads the dataclasses of a project as configs. */
export class DataclassReader {
  readonly #project: PythonProject
  /** The classes that are being read: one may hold itself. */
  readonly #open = new Set<Syntax>()
  readonly #known = new Map<Syntax, Fields>()
  #computed: PythonPlace[] = []
  #left = MOST_KEYS

  constructor(project: PythonProject) {
    this.#project = project
  }

  /** @param node what a config is stored as: a class, an object of one, or a dict; undefined: none of them */
  read(node: Syntax, module: PythonModule): DeclaredConfig | undefined {
    this.#computed = []
    this.#left = MOST_KEYS
    const isCall = node.name === 'CallExpression'
    const name = node.firstChild && isCall ? lastName(node.firstChild, module.python) : lastName(node, module.python)
    const found = name === undefined ? undefined : this.#dataclass(name, module)
    const content = isCall || !found ? readValue(node, this.#scope(module)) : this.#content(found)
    if (content?.kind !== 'map') return undefined
    const entries = new Map(content.entries)
    const defaults = entries.get('defaults')
    if (defaults?.kind === 'list') entries.delete('defaults')
    return {
      defaults: defaults?.kind === 'list' ? defaults : undefined,
      content: { kind: 'map', entries },
      schema: found ? this.#schema(found, false) : {},
      computed: this.#computed,
    }
  }

  #scope(module: PythonModule): Scope {
    return { project: this.#project, module, construct: (call, scope) => this.#construct(call, scope), depth: 0 }
  }

  #dataclass(name: string, module: PythonModule): Declared | undefined {
    const found = this.#project.findClass(name, module)
    return found && isDataclass(found) ? found : undefined
  }

  #content(declared: Declared): MapNode {
    const { fields, computed } = this.#fields(declared)
    this.#computed.push(...computed)
    this.#left -= fields.length
    return { kind: 'map', entries: new Map(this.#left < 0 ? [] : fields.map(({ name, value }) => [name, value])) }
  }

  /** `MySQL(port=3)`: its class's fields, with these. */
  #construct(call: Syntax, scope: Scope): Node | undefined {
    const { python } = scope.module
    const name = call.firstChild && lastName(call.firstChild, python)
    const found = name ? this.#dataclass(name, scope.module) : undefined
    const given = found && argumentsOf(call, python)
    if (!found || !given) return undefined
    const { fields } = this.#fields(found)
    const set = new Map(given.named)
    for (const [i, part] of given.positional.entries()) set.set(fields[i]?.name ?? '', part)
    const entries = new Map<Key, Node>(fields.map(({ name, value }) => [name, value]))
    for (const [name, part] of set) {
      const field = fields.find((each) => each.name === name)
      if (!field) return undefined
      entries.set(name, this.#valueOf(part, field.schema, name, scope))
    }
    return { kind: 'map', entries }
  }

  /** The fields of a class and of those that it is made of; an inherited one keeps its place. */
  #fields(declared: Declared): Fields {
    const known = this.#known.get(declared.node)
    if (known) return known
    if (this.#open.has(declared.node)) return { fields: [], computed: [] }
    this.#open.add(declared.node)
    const before = this.#computed
    this.#computed = []
    const fields = new Map<string, Field>()
    for (const base of this.#bases(declared).reverse()) {
      const inherited = this.#fields(base)
      this.#computed.push(...inherited.computed)
      for (const field of inherited.fields) fields.set(field.name, field)
    }
    for (const statement of statementsOf(declared.node)) {
      const field = this.#field(statement, declared.module)
      if (field) fields.set(field.name, field)
    }
    const found = { fields: [...fields.values()], computed: this.#computed }
    this.#computed = before
    this.#open.delete(declared.node)
    this.#known.set(declared.node, found)
    return found
  }

  #bases({ node, module }: Declared): Declared[] {
    const given = argumentsOf(node, module.python)?.positional ?? []
    return given.flatMap((base) => {
      const name = lastName(base, module.python)
      return (name !== undefined && this.#dataclass(name, module)) || []
    })
  }

  #field(statement: Syntax, module: PythonModule): Field | undefined {
    const [target, type, , value] = children(statement)
    const isField = statement.name === 'AssignStatement' && target?.name === 'VariableName' && type?.name === 'TypeDef'
    const annotation = isField ? type.lastChild : undefined
    if (!isField || !annotation || /^(?:\w+\.)*(?:ClassVar|InitVar)\b/.test(module.python.of(annotation)))
      return undefined
    const name = module.python.of(target)
    const schema = this.#typeSchema(annotation, module)
    const read = value ? this.#fieldValue(value, schema, name, module) : MISSING
    return { name, value: read, schema: read.kind === 'null' ? nullable(schema) : schema }
  }

  #typeSchema(annotation: Syntax, module: PythonModule): JsonSchema {
    return typeSchema(annotation, {
      project: this.#project,
      module,
      classSchema: (name, where) => {
        const found = this.#dataclass(name, where)
        return found && this.#schema(found, true)
      },
    })
  }

  #fieldValue(value: Syntax, schema: JsonSchema, name: string, module: PythonModule): Node {
    const scope = this.#scope(module)
    const isCall = value.name === 'CallExpression' && value.firstChild
    if (!isCall || !fieldMakers.has(lastName(isCall, module.python) ?? ''))
      return this.#valueOf(value, schema, name, scope)
    const { named: given, positional = [] } = argumentsOf(value, module.python) ?? {}
    const [whole, factory] = [given?.get('default') ?? positional[0], given?.get('default_factory')]
    // OmegaConf refuses a factory of attrs'.
    if (given?.has('factory')) return this.#tell(value, name, module)
    if (whole) return this.#valueOf(whole, schema, name, scope)
    if (!factory) return given ? MISSING : this.#tell(value, name, module)
    if (factory.name === 'LambdaExpression' && factory.lastChild) {
      return this.#valueOf(factory.lastChild, schema, name, scope)
    }
    const made = lastName(factory, module.python)
    if (made === 'list' || made === 'tuple') return { kind: 'list', items: [] }
    if (made === 'dict') return { kind: 'map', entries: new Map() }
    const found = made === undefined ? undefined : this.#dataclass(made, module)
    return found ? this.#content(found) : this.#tell(value, name, module)
  }

  /** A value as its field's type has it. */
  #valueOf(node: Syntax, schema: JsonSchema, name: string, scope: Scope): Node {
    const read = readValue(node, scope)
    return read ? asTyped(read, schema) : this.#tell(node, name, scope.module)
  }

  #tell(node: Syntax, what: string, { file, python }: PythonModule): Node {
    this.#computed.push({ file, line: python.line(node), what })
    return MISSING
  }

  /** @param isField whether other classes may stand in for it */
  #schema(declared: Declared, isField: boolean): JsonSchema {
    if (this.#open.has(declared.node)) return { type: 'object' }
    const { python } = declared.module
    const title = declared.node.getChild('VariableName')
    const name = title ? python.of(title) : ''
    const { fields } = this.#fields(declared)
    this.#left -= fields.length
    if (this.#left < 0) return { type: 'object' }
    const properties = fields.map(({ name, schema }) => [name, schema] as const)
    const bases = declared.node.getChild('ArgList')
    const isDict = bases !== null && /\b[Dd]ict\b/.test(python.of(bases))
    const isOpen = isDict || (isField && this.#project.hasSubclass(name))
    return {
      title: name,
      type: 'object',
      properties: Object.fromEntries(properties.filter(([key]) => key !== 'defaults')),
      additionalProperties: isOpen,
    }
  }
}

/** Calls that tell of a field: dataclasses' and attrs'. */
const fieldMakers: ReadonlySet<string> = new Set(['field', 'ib', 'attrib'])

/** Of dataclasses or attrs. */
function isDataclass({ node, module }: Declared): boolean {
  const decorated = node.parent
  if (decorated?.name !== 'DecoratedStatement' || enumMembers(node, module)) return false
  const decorators = decorated.getChildren('Decorator').map((each) => module.python.of(each))
  return decorators.some((text) =>
    /^@\s*(?:(?:\w+\.)*dataclass\b|attrs?\.(?:s|attrs|attributes|define|mutable|frozen)\b|(?:define|frozen)\b)/.test(
      text,
    ),
  )
}

/** An int for a float is a float, as deep as the type tells. */
function asTyped(node: Node, schema: JsonSchema): Node {
  const isFloat = [schema.type].flat().filter((type) => type !== 'null')
  if (node.kind === 'int' && isFloat.length === 1 && isFloat[0] === 'number') {
    return { kind: 'float', value: Number(node.value) }
  }
  if (node.kind === 'list' && schema.items) {
    return { ...node, items: node.items.map((item) => asTyped(item, schema.items as JsonSchema)) }
  }
  if (node.kind !== 'map') return node
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>
  const others = typeof schema.additionalProperties === 'object' ? (schema.additionalProperties as JsonSchema) : {}
  const typed = [...node.entries].map(
    ([key, value]) => [key, asTyped(value, properties[String(key)] ?? others)] as const,
  )
  return { ...node, entries: new Map(typed) }
}

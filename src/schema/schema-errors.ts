import type { ErrorObject } from 'ajv'
import { joinPath } from '../config/index.js'
import type { MapNode, Node } from '../config/node.js'
import { isSecret } from '../config/secret-node.js'
import type { JsonSchema } from '../registry/manifest.js'
import { type Diagnostic, type DiagnosticCode, MOST_FOUND } from '../util/diagnostic.js'
import type { Source } from '../util/source.js'
import { certainFix, didYouMean, nearest } from '../util/suggest.js'
import { branchesOf, expectation, show } from './expectation.js'
import { followPointer, type PlacedNode } from './node-paths.js'
import { keyPlace, placeOfValue, provenance, setBy } from './provenance.js'

export interface SchemaErrorContext {
  schema: JsonSchema
  /** The node that was validated, and where it stands. */
  place: PlacedNode
  /** Whose keys they are, for messages: `optimizer 'adam'`. */
  owner: string
  /** Required keys that are given in another way (by position, or later). */
  given?: (key: string) => boolean
}

const codes: Readonly<Record<string, DiagnosticCode>> = {
  additionalProperties: 'unknown-key',
  required: 'missing-key',
  enum: 'not-an-option',
  const: 'not-an-option',
  type: 'wrong-type',
  numberKind: 'wrong-type',
  anyOf: 'wrong-type',
  oneOf: 'wrong-type',
  minimum: 'out-of-range',
  maximum: 'out-of-range',
  exclusiveMinimum: 'out-of-range',
  exclusiveMaximum: 'out-of-range',
  multipleOf: 'out-of-range',
  minItems: 'wrong-length',
  maxItems: 'wrong-length',
  minLength: 'wrong-length',
  maxLength: 'wrong-length',
  minProperties: 'wrong-length',
  maxProperties: 'wrong-length',
  pattern: 'wrong-format',
  uniqueItems: 'duplicate-item',
}

/** Keywords that `expectation` does not put in words. */
const otherRules: Readonly<Record<string, string>> = {
  uniqueItems: 'must not hold a value twice',
  contains: 'lacks a value that it must hold',
  not: 'must not be so',
  dependencies: 'lacks a key that goes with another',
}

/** What ajv found, said for the reader of a config: one message for each value or key at fault. */
export function schemaDiagnostics(errors: readonly ErrorObject[], context: SchemaErrorContext): Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const meant = new Set<string>()
  const reported = new Set<string>()
  const relevant = withoutBranches(errors)
  for (const error of relevant) {
    if (error.keyword !== 'additionalProperties') continue
    const { diagnostic, suggestion } = unknownKey(error, context, diagnostics.length < MOST_FOUND)
    diagnostics.push(diagnostic)
    if (suggestion !== undefined) meant.add(`${error.instancePath}/${suggestion}`)
  }
  for (const error of relevant) {
    const { keyword, instancePath } = error
    if (keyword === 'additionalProperties' || keyword === 'if' || keyword === 'propertyNames') continue
    if (keyword === 'required') {
      const key = String(error.params.missingProperty)
      if (instancePath === '' && context.given?.(key)) continue
      // A misspelt key and the required one that it stands for are one mistake.
      if (!meant.has(`${instancePath}/${key}`)) diagnostics.push(missingKey(key, error, context))
    } else if (!reported.has(instancePath)) {
      reported.add(instancePath)
      const diagnostic = wrongValue(error, context)
      if (diagnostic) diagnostics.push(diagnostic)
    }
  }
  return diagnostics
}

/**
 * The errors of alternatives that were not meant are left out. Where a value has the type of one alternative, that one
 * was meant, and its errors below the value stay; else the whole `anyOf` speaks.
 */
function withoutBranches(errors: readonly ErrorObject[]): ErrorObject[] {
  let kept = [...errors]
  for (const outer of errors) {
    if (outer.keyword !== 'anyOf' && outer.keyword !== 'oneOf') continue
    const prefix = `${outer.schemaPath}/`
    const inner = kept.filter((error) => error !== outer && error.schemaPath.startsWith(prefix))
    const ofBranch = (error: ErrorObject) => error.schemaPath.slice(prefix.length).split('/')[0]
    const excluded = new Set(
      inner.filter((e) => e.instancePath === outer.instancePath && mismatch.has(e.keyword)).map(ofBranch),
    )
    const meant = inner.filter((error) => !excluded.has(ofBranch(error)) && error.instancePath !== outer.instancePath)
    const keys = inner.filter((error) => !excluded.has(ofBranch(error)) && keyErrors.has(error.keyword))
    const stays = new Set([...meant, ...keys])
    kept = kept.filter((error) => !inner.includes(error) || stays.has(error))
    if (stays.size > 0) kept = kept.filter((error) => error !== outer)
  }
  return kept
}

const mismatch: ReadonlySet<string> = new Set(['type', 'numberKind', 'enum', 'const'])
const keyErrors: ReadonlySet<string> = new Set(['additionalProperties', 'required'])

function unknownKey(
  error: ErrorObject,
  { schema, place, owner }: SchemaErrorContext,
  withHint: boolean,
): { diagnostic: Diagnostic; suggestion: string | undefined } {
  const key = String(error.params.additionalProperty)
  const parent = followPointer(place, error.instancePath)
  const child = entryOf(parent.node, key)
  const source = child && keyPlace(child, key)
  const own = schemaAt(schema, error.schemaPath)
  const all = Object.keys((own.properties ?? {}) as object)
  const known = all.filter((name) => !name.startsWith('_'))
  const path = joinPath(parent.path, key)
  const candidates = key.startsWith('_') ? all : known
  const suggestion = withHint ? nearest(key, candidates) : undefined
  const whose = error.instancePath === '' ? owner : parent.path
  const diagnostic: Diagnostic = {
    code: 'unknown-key',
    path,
    message: `${path} is not a key of ${whose}`,
    source,
    hint: suggestion === undefined ? undefined : `did you mean '${suggestion}'?`,
    fix: withHint ? certainFix(child?.keySource, key, candidates) : undefined,
    notes: [...setBy(source), ...knownKeys(own, known)],
  }
  return { diagnostic, suggestion }
}

/** How schemas have the ids of tasks as keys. */
const WHOLE_NUMBER = '^[1-9][0-9]*$'

function knownKeys(schema: JsonSchema, known: readonly string[]): string[] {
  if (known.length > 0) return [`known keys: ${known.join(', ')}`]
  const patterns = Object.keys((schema.patternProperties ?? {}) as object)
  const inWords = (pattern: string) => (pattern === WHOLE_NUMBER ? 'whole numbers from 1' : `like /${pattern}/`)
  return patterns.length > 0 ? [`keys are ${patterns.map(inWords).join(' or ')}`] : []
}

function missingKey(key: string, error: ErrorObject, { schema, place, owner }: SchemaErrorContext): Diagnostic {
  const parent = followPointer(place, error.instancePath)
  const property = ((schemaAt(schema, error.schemaPath).properties ?? {}) as Record<string, JsonSchema>)[key] ?? {}
  const path = joinPath(parent.path, key)
  const whose = error.instancePath === '' ? owner : parent.path
  const example = exampleOf(property)
  // A key that is not there has no place: the line that chose the component is the nearest.
  const target = entryOf(parent.node, '_target_')
  return {
    code: 'missing-key',
    path,
    message: `${path} is required by ${whose}`,
    source: target?.source ?? parent.node.keySource ?? parent.node.source,
    hint: `add '${key}': ${expectation(property)}${example === undefined ? '' : `, for example ${example}`}`,
  }
}

function wrongValue(error: ErrorObject, { schema, place }: SchemaErrorContext): Diagnostic | undefined {
  const { node, path } = followPointer(place, error.instancePath)
  // Mandatory values are reported for themselves; what is still to be resolved may become right.
  if (node.kind === 'missing' || node.kind === 'interpolation') return undefined
  const own = schemaAt(schema, error.schemaPath)
  const code = codes[error.keyword] ?? 'invalid'
  const expected = otherRules[error.keyword] ?? `must be ${expectation(own)}`
  return {
    code: rangeOfBranch(own, node) ? 'out-of-range' : code,
    path,
    message: `${path} ${expected}, but is ${showNode(node)}`,
    source: writtenPlace(place, error.instancePath),
    hint: hintFor(own, node),
    fix: node.kind === 'string' ? certainFix(node.source, node.value, optionsOf(own)) : undefined,
    notes: provenance(node),
  }
}

/** Where a value was written, or else what holds it: the run itself gives some whole lists and dicts. */
function writtenPlace(place: PlacedNode, pointer: string): Source | undefined {
  const own = placeOfValue(followPointer(place, pointer).node)
  if (own?.kind !== 'runtime' || pointer === '') return own
  return writtenPlace(place, pointer.slice(0, pointer.lastIndexOf('/'))) ?? own
}

/** A number that an alternative's type allows is out of its range. */
function rangeOfBranch(schema: JsonSchema, node: Node): boolean {
  if (!schema.anyOf && !schema.oneOf) return false
  return branchesOf(schema).some(
    (branch) => (node.kind === 'int' || node.kind === 'float') && branch.type === 'number' && !branch.numberKind,
  )
}

function hintFor(schema: JsonSchema, node: Node): string | undefined {
  const branches = branchesOf(schema)
  if (node.kind === 'string' && !node.env) {
    const near = didYouMean(node.value, optionsOf(schema))
    if (near) return near
    const text = node.value.trim()
    const numeric = branches.some(({ type }) => type === 'number' || type === 'integer')
    if (numeric && text !== '' && Number.isFinite(Number(text))) return `write ${text} without quotes`
    if (branches.some(({ type }) => type === 'boolean')) {
      if (/^(true|false)$/i.test(text)) return `write ${text.toLowerCase()} without quotes`
      // Words of YAML 1.1, which are texts on a command line.
      if (/^(yes|on|no|off)$/i.test(text)) return `write ${/^(yes|on)$/i.test(text)}`
    }
  }
  if (node.kind === 'float' && Number.isInteger(node.value) && branches.some((branch) => branch.numberKind === 'int')) {
    return `write ${node.value} for a count, or a share such as 0.5`
  }
  const wantsList = branches.some(({ type, items }) => type === 'array' && isItem(node, items as JsonSchema))
  if (wantsList && !node.env && node.kind !== 'list' && node.kind !== 'map' && node.kind !== 'null') {
    return `write [${String(node.value)}] for a list of one`
  }
  const example = exampleOf(schema)
  return example === undefined ? undefined : `for example ${example}`
}

/** The texts that a value may be. */
function optionsOf(schema: JsonSchema): string[] {
  const options = branchesOf(schema).flatMap((branch) => (Array.isArray(branch.enum) ? branch.enum : []))
  return options.filter((option) => typeof option === 'string')
}

/** Whether a value may be an item of a list, by the kind and the bounds of its items. */
function isItem(node: Node, items: JsonSchema = {}): boolean {
  const branches = branchesOf(items)
  return branches.length === 0 || branches.some((branch) => isOfBranch(node, branch))
}

function isOfBranch(node: Node, { enum: options, type, minLength, minimum, maximum }: JsonSchema): boolean {
  if (Array.isArray(options)) return 'value' in node && options.includes(node.value)
  if (node.kind === 'string') return type === 'string' && node.value.length >= Number(minLength ?? 1)
  if (node.kind === 'bool') return type === 'boolean'
  if (node.kind !== 'int' && node.kind !== 'float') return false
  if (type !== 'number' && (type !== 'integer' || !Number.isInteger(node.value))) return false
  return node.value >= Number(minimum ?? node.value) && node.value <= Number(maximum ?? node.value)
}

function exampleOf(schema: JsonSchema): string | undefined {
  const example = (schema.examples as unknown[] | undefined)?.find((value) => value !== null) ?? schema.default
  return example === undefined || example === null ? undefined : flowText(example)
}

/** A value as YAML and an override take it, in one line. */
function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, each]) => `${key}: ${flowText(each)}`)
  return `{${entries.join(', ')}}`
}

/** A node's value for a message; a float keeps its point, and a secret its secret. */
export function showNode(node: Node): string {
  if (isSecret(node)) return 'a secret'
  if (node.kind === 'list') return show(node.items)
  if (node.kind === 'map') return 'a dict'
  if (node.kind === 'float' && Number.isInteger(node.value) && Math.abs(node.value) < 1e16) return node.value.toFixed(1)
  return show(node.value)
}

function entryOf(node: Node, key: string): Node | undefined {
  if (node.kind !== 'map') return undefined
  return node.entries.get(key) ?? entryByText(node, key)
}

function entryByText(node: MapNode, key: string): Node | undefined {
  for (const [other, child] of node.entries) if (String(other) === key) return child
  return undefined
}

/** The schema that holds the keyword at the end of ajv's path: `#/properties/lr/minimum` → that of `lr`. */
function schemaAt(schema: JsonSchema, schemaPath: string): JsonSchema {
  const segments = schemaPath
    .slice(schemaPath.indexOf('#') + 1)
    .split('/')
    .slice(1, -1)
  let at: unknown = schema
  for (const segment of segments) {
    const key = decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')
    at = (at as Record<string, unknown> | undefined)?.[key]
  }
  return (at ?? {}) as JsonSchema
}

import type { JsonSchema } from '../../src/registry/manifest.js'
import type { Registry } from '../../src/registry/registry.js'
import { componentSchema, ownProperties } from '../../src/schema/component-schema.js'
import { branchesOf } from '../../src/schema/expectation.js'

/** One way to spoil a file, and what must be said of it. */
export interface Mutation {
  kind: 'misspelt key' | 'wrong type' | 'out of range' | 'misspelt value' | 'dropped key' | 'broken YAML'
  text: string
  /** The line that must be named. */
  line: number
  /** What the message or its hint must hold; undefined where nothing can be suggested. */
  suggestion?: string
}

/** All mutations of an option's file: `key: value` lines at the top, by the schema of the component that it names. */
export function mutationsOf(text: string, registry: Registry): Mutation[] {
  const lines = text.split('\n')
  const targetLine = lines.findIndex((line) => line.startsWith('_target_: '))
  const manifest = registry.find((lines[targetLine] ?? '').slice('_target_: '.length))
  if (!manifest) return []
  const schema = componentSchema(manifest)
  const required = (schema.required ?? []) as string[]
  const mutations: Mutation[] = []
  for (const [index, line] of lines.entries()) {
    const [, key = '', value = ''] = /^([a-z_]+): (.+)$/.exec(line) ?? []
    if (key === '') continue
    const at = (changed: string, line = index + 1) => ({ text: replaced(lines, index, changed), line })
    if (key === '_target_') {
      mutations.push({ kind: 'misspelt key', ...at(line.replace('_target_', '_targte_')), suggestion: '_target_' })
      mutations.push({ kind: 'misspelt value', ...at(`${line.slice(0, -2)}${line.at(-1)}`), suggestion: value })
      continue
    }
    const property = ownProperties(schema)[key] as JsonSchema
    mutations.push({ kind: 'misspelt key', ...at(line.replace(key, misspelt(key))), suggestion: key })
    const wrong = wrongType(property)
    if (wrong !== undefined) mutations.push({ kind: 'wrong type', ...at(`${key}: ${wrong}`), suggestion: 'must be' })
    const beyond = outOfRange(property)
    if (beyond !== undefined)
      mutations.push({ kind: 'out of range', ...at(`${key}: ${beyond}`), suggestion: 'must be' })
    const options = branchesOf(property).flatMap((branch) => (Array.isArray(branch.enum) ? branch.enum : []))
    if (options.includes(value) && value.length > 2) {
      mutations.push({ kind: 'misspelt value', ...at(`${key}: ${misspelt(value)}`), suggestion: value })
    }
    if (required.includes(key)) {
      const rest = lines.filter((_, other) => other !== index).join('\n')
      mutations.push({ kind: 'dropped key', text: rest, line: targetLine + 1, suggestion: `add '${key}'` })
    }
    if (index % 3 === 0) mutations.push({ kind: 'broken YAML', ...at(`${line.slice(0, key.length)}: "${value}`) })
  }
  return mutations
}

/** Mutations of an experiment's file: the keys that it sets in groups. */
export function experimentMutations(text: string): Mutation[] {
  const lines = text.split('\n')
  return lines.flatMap((line, index): Mutation[] => {
    const [, key = ''] = /^ {2}([a-z_]+): .+$/.exec(line) ?? []
    if (key.length < 3) return []
    const changed = replaced(lines, index, line.replace(key, misspelt(key)))
    return [{ kind: 'misspelt key', text: changed, line: index + 1, suggestion: key }]
  })
}

function replaced(lines: readonly string[], index: number, line: string): string {
  return lines.map((other, at) => (at === index ? line : other)).join('\n')
}

/** The two letters in the middle change places; where they are the same, one is left out. */
function misspelt(word: string): string {
  const at = Math.max(1, Math.floor(word.length / 2))
  const [a, b] = [word[at - 1], word[at]]
  if (word.length < 3 || a === b) return word + word.at(-1)
  return word.slice(0, at - 1) + b + a + word.slice(at + 1)
}

function wrongType(schema: JsonSchema): string | undefined {
  const types = branchesOf(schema).map((branch) => (branch.enum ? 'enum' : branch.type))
  if (!types.includes('string')) return 'banana'
  if (!types.includes('object')) return '{banana: 1}'
  return undefined
}

function outOfRange(schema: JsonSchema): string | undefined {
  const numeric = branchesOf(schema).filter(({ type }) => type === 'number' || type === 'integer')
  const lowest = numeric.map(({ minimum, exclusiveMinimum }) => minimum ?? exclusiveMinimum)
  if (numeric.length === 0 || lowest.some((bound) => bound === undefined)) return undefined
  return String(Math.min(...(lowest as number[])) - 1)
}

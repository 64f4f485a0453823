import { isDeepStrictEqual } from 'node:util'
import { entryAt } from '../../config/key-path.js'
import { loadJson } from '../../config/yaml/load-json.js'
import { parseJson } from '../../util/bounded-json.js'
import { ConfigError } from '../../util/diagnostic.js'
import type { Source } from '../../util/source.js'

type Plain = Readonly<Record<string, unknown>>

/** What a project needs of a package.json that is somebody's already. */
export interface PackageParts {
  scripts: Readonly<Record<string, string>>
  polyhead?: { plugins?: readonly string[]; resolvers?: readonly string[] }
  dependencies: Readonly<Record<string, string>>
}

export interface MergedPackage {
  text: string
  /** Dotted paths of what was added. */
  added: string[]
  /** Dotted paths of what is there with another value, and stays. */
  kept: string[]
}

/**
 * A package.json as plain data.
 * @param shown its path, for messages
 * @throws ConfigError where it is no JSON object
 */
export function parsePackage(text: string, shown: string): Plain {
  const fail = (offset: number, why: string, cause?: unknown) =>
    new ConfigError(
      { code: 'invalid-package', path: '', message: `${shown} ${why}`, source: placeIn(text, offset, shown) },
      { cause },
    )
  const json = text.replace(/^\uFEFF/, '')
  let content: unknown
  try {
    content = parseJson(json)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    const offset = offsetOf(cause, json) + text.length - json.length
    throw fail(offset, 'is no JSON: npm cannot read it either', cause)
  }
  if (!isPlain(content)) throw fail(text.search(/[^\s\uFEFF]/), 'holds no JSON object')
  return content
}

/**
 * Adds under what is there: values of theirs win, and nothing of theirs moves.
 * @throws ConfigError where something else stands where a part must go
 */
export async function mergePackage(
  text: string,
  theirs: Plain,
  parts: PackageParts,
  shown: string,
): Promise<MergedPackage> {
  const { dependencies, ...others } = parts
  const ours: Plain = hasPolyhead(theirs) ? others : parts
  refuseOtherKinds(theirs, ours, [], text, shown)
  const { default: deepmerge } = await import('deepmerge')
  // The first gives the order, the last the values.
  const merged = deepmerge.all([theirs, ours, theirs], { arrayMerge: addMissing })
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? 2
  const written = JSON.stringify(merged, null, indent)
  const lines = text.includes('\r\n') ? written.replaceAll('\n', '\r\n') : written
  const compared = leaves(ours).map(([path, value]) => ({ path: path.join('.'), value, there: at(theirs, path) }))
  return {
    text: `${/^\uFEFF?/.exec(text)?.[0]}${lines}${text.slice(text.trimEnd().length)}`,
    added: compared
      .filter(({ value, there }) => there === undefined || (Array.isArray(value) && !holds(there, value)))
      .map(({ path }) => path),
    kept: compared
      .filter(({ value, there }) => there !== undefined && !Array.isArray(value) && there !== value)
      .map(({ path }) => path),
  }
}

function hasPolyhead(theirs: Plain): boolean {
  const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']
  return kinds.some((kind) => at(theirs, [kind, 'polyhead']) !== undefined)
}

const addMissing = (target: unknown[], source: unknown[]): unknown[] => [
  ...target,
  ...source.filter((item) => !target.some((there) => isDeepStrictEqual(there, item))),
]

const holds = (there: unknown, items: readonly unknown[]): boolean =>
  Array.isArray(there) && items.every((item) => there.includes(item))

function leaves(value: unknown, path: readonly string[] = []): [path: readonly string[], value: unknown][] {
  if (!isPlain(value)) return [[path, value]]
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key]))
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((node, key) => (isPlain(node) && Object.hasOwn(node, key) ? node[key] : undefined), value)
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object goes into an object, a list into a list. */
function refuseOtherKinds(theirs: unknown, ours: unknown, path: readonly string[], text: string, shown: string): void {
  if (theirs === undefined) return
  if (Array.isArray(ours) ? !Array.isArray(theirs) : isPlain(ours) && !isPlain(theirs)) {
    const name = path.join('.')
    throw new ConfigError({
      code: 'invalid-package',
      path: name,
      message: `${name} of ${shown} must be ${Array.isArray(ours) ? 'a list' : 'an object'}: init adds to it`,
      source: entryAt(loadJson(text, shown), ...path)?.source,
    })
  }
  if (!isPlain(ours)) return
  for (const [key, value] of Object.entries(ours)) {
    refuseOtherKinds(at(theirs, [key]), value, [...path, key], text, shown)
  }
}

/** Where a text stops being JSON. */
function offsetOf(error: SyntaxError, text: string): number {
  const told = /at position (\d+)/.exec(error.message)?.[1]
  if (told !== undefined) return Math.min(Number(told), text.length)
  // No place is told of a token that is not expected: it ends the shortest beginning that has it.
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (hasWrongToken(text.slice(0, middle + 1))) high = middle
    else low = middle + 1
  }
  return low
}

function hasWrongToken(text: string): boolean {
  try {
    JSON.parse(text)
    return false
  } catch (error) {
    return (error as Error).message.startsWith('Unexpected token')
  }
}

function placeIn(text: string, offset: number, file: string): Source {
  const before = text.slice(0, Math.max(0, offset)).replace(/^\uFEFF/, '')
  const line = before.split('\n').length
  const column = before.length - before.lastIndexOf('\n')
  return { kind: 'file', file, line, column, range: [offset, offset] }
}

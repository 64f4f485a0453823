import { type Config, compose, parseOverride, type Repository } from '../../compose/index.js'
import { entryAt } from '../../config/key-path.js'
import type { MapNode, Node } from '../../config/node.js'
import { ConfigError } from '../../util/diagnostic.js'
import { type Candidate, finished, open } from './candidate.js'
import { completePath } from './paths.js'
import { type SchemaFinder, schemaKeys, schemaValues } from './value-schema.js'

/** What overrides are completed from. */
export interface OverrideWorld {
  repository: Repository
  configName: string | null
  /** The overrides before the current word, as typed. */
  overrides: readonly string[]
  /** Absent for apps without schemas. */
  schemas?: SchemaFinder | undefined
  cwd: string
}

/** The config that the words so far give; those that do not fit are left out. */
function composeLeniently({ repository, configName, overrides }: OverrideWorld): Config | undefined {
  const attempt = (words: readonly string[], name = configName): Config | undefined => {
    try {
      return compose({ repository, configName: name, overrides: words, mode: 'multirun' })
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return undefined
    }
  }
  const whole = attempt(overrides)
  if (whole) return whole
  const fitting: string[] = []
  for (const word of overrides) if (parses(word) && attempt([...fitting, word])) fitting.push(word)
  return attempt(fitting) ?? attempt([], null)
}

function parses(word: string): boolean {
  try {
    parseOverride(word)
    return true
  } catch {
    return false
  }
}

/** Ways to go on with an override: groups and their options, keys and their values, after `+`, `++` and `~` too. */
export async function completeOverride(word: string, world: OverrideWorld): Promise<Candidate[]> {
  const config = composeLeniently(world)
  if (!config) return []
  const prefix = /^(\+{1,2}|~)?/.exec(word)?.[0] ?? ''
  const equals = word.indexOf('=')
  if (equals !== -1) {
    const key = word.slice(prefix.length, equals)
    return completeValue(key, word.slice(equals + 1), config, world).then((found) =>
      found.map((candidate) => ({ ...candidate, text: `${word.slice(0, equals + 1)}${candidate.text}` })),
    )
  }
  const typed = word.slice(prefix.length)
  const found = [
    ...groupCandidates(typed, prefix, config, world),
    ...(await keyCandidates(typed, prefix, config, world)),
  ]
  return found.map((candidate) => ({ ...candidate, text: prefix + candidate.text }))
}

/** Completes a key alone, as `explain` takes it. */
export async function completeKey(word: string, world: OverrideWorld): Promise<Candidate[]> {
  const config = composeLeniently(world)
  if (!config) return []
  return keysBelow(word, config.parts.full).flatMap(({ path, node }) =>
    node.kind === 'map' ? [finished(path), open(`${path}.`)] : [finished(path)],
  )
}

function groupCandidates(typed: string, prefix: string, config: Config, world: OverrideWorld): Candidate[] {
  const chosen = Object.keys(config.choices)
  const names = prefix.startsWith('+')
    ? allGroups(world.repository, '').filter((group) => !chosen.includes(group))
    : chosen.filter((group) => prefix !== '~' || config.choices[group] !== null)
  return names
    .filter((group) => group.startsWith(typed) && (typed.startsWith('h') || !/^hydra\b/.test(group)))
    .sort()
    .map((group) => {
      const option = config.choices[group]
      const about = option ? `group, now ${option}` : 'group'
      return prefix === '~' ? finished(group, about) : open(`${group}=`, about)
    })
}

function allGroups(repository: Repository, group: string): string[] {
  return repository.groups(group).flatMap((name) => {
    const path = group === '' ? name : `${group}/${name}`
    return [...(repository.options(path).length > 0 ? [path] : []), ...allGroups(repository, path)]
  })
}

async function keyCandidates(
  typed: string,
  prefix: string,
  config: Config,
  world: OverrideWorld,
): Promise<Candidate[]> {
  const { full } = config.parts
  const about = async (keys: readonly string[]): Promise<string | undefined> => {
    const description = (await world.schemas?.at(full, keys))?.description
    return typeof description === 'string' ? description : undefined
  }
  const known = keysBelow(typed, full)
  const found: Candidate[] = []
  for (const { path, node } of known) {
    if (node.kind === 'map') {
      if (prefix === '~' && !(path in config.choices)) found.push(finished(path))
      found.push(open(`${path}.`))
    } else if (prefix === '~') found.push(finished(path))
    else if (prefix !== '+') found.push(open(`${path}=`, await about(path.split('.'))))
  }
  // What the schema knows and the config does not have yet is for `+` to add.
  if (prefix.startsWith('+') && world.schemas) {
    const parent = typed.split('.').slice(0, -1)
    const schema = parent.length > 0 ? await world.schemas.at(full, parent) : undefined
    for (const [key, { description }] of schemaKeys(schema)) {
      const path = [...parent, key].join('.')
      const taken = known.some((other) => other.path === path)
      if (path.startsWith(typed) && !taken) found.push(open(`${path}=`, description as string | undefined))
    }
  }
  return found
}

/** Entries of the node that the typed path leads to, as far as their names begin like its last part. */
function keysBelow(typed: string, full: MapNode): { path: string; node: Node }[] {
  const parts = typed.split('.')
  const start = parts.pop() ?? ''
  const node = entryAt(full, ...parts)
  if (node?.kind !== 'map') return []
  return [...node.entries]
    .filter(([key]) => typeof key === 'string' && /^[\w$][\w$-]*$/.test(key) && key.startsWith(start))
    .filter(([key]) => start.startsWith('_') || !/^_.*_$/.test(String(key)))
    .filter(([key]) => parts.length > 0 || key !== 'hydra' || start.startsWith('h'))
    .map(([key, child]) => ({ path: [...parts, key].join('.'), node: child }))
}

async function completeValue(key: string, typed: string, config: Config, world: OverrideWorld): Promise<Candidate[]> {
  // Of a sweep `a,b,…` or a list `[a,b,…` the last item is completed.
  const last = Math.max(typed.lastIndexOf(','), typed.lastIndexOf('['))
  const begun = typed.slice(0, last + 1)
  const item = typed.slice(last + 1)
  const group = key.split('@')[0] as string
  const inList = begun.includes('[')
  if (world.repository.isGroup(group) && world.repository.options(group).length > 0) {
    return world.repository
      .options(group)
      .filter((option) => option.startsWith(item))
      .map((option) => ({ text: begun + option, finished: !inList }))
  }
  const keys = key.split('.')
  if (/^hydra\.(run|sweep)\.dir$/.test(key)) return completePath(typed, 'dir', world.cwd)
  if (keys.includes('__proto__')) return []
  const found = schemaValues(await world.schemas?.at(config.parts.full, keys))
  const values =
    found.length > 0 ? found : booleans(keysBelow(key, config.parts.full).find(({ path }) => path === key)?.node)
  return values
    .filter(({ text }) => text.startsWith(item))
    .map((value) => ({ ...value, text: begun + value.text, finished: !inList }))
}

/** Without a schema, a value that is a boolean now may be the other one. */
function booleans(node: Node | undefined): Candidate[] {
  return node?.kind === 'bool' ? [finished('true'), finished('false')] : []
}

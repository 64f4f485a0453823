import { type MapNode, type Node, type ResolveOptions, select } from '../config/index.js'
import { ConfigError } from '../util/diagnostic.js'
import { configPath, overrideKey, type PlacedDefault } from './placed-default.js'

const scalar = (text: string | null): Node => {
  if (text === null) return { kind: 'null', value: null }
  if (text === '???') return { kind: 'missing', value: text }
  return text.includes('${') ? { kind: 'interpolation', value: text } : { kind: 'string', value: text }
}

const option = (value: PlacedDefault['value']): Node =>
  value === null || typeof value === 'string' ? scalar(value) : { kind: 'list', items: value.map(scalar) }

/** What an interpolation in a defaults list can refer to: the options chosen, by override key, and the list itself. */
function choicesNode(known: ReadonlyMap<string, string | null>, list: readonly PlacedDefault[]): Map<string, Node> {
  const entries = new Map<string, Node>([...known].map(([key, name]) => [key, scalar(name)]))
  const items = list.map(
    (d): Node =>
      d.entry.kind === 'config'
        ? scalar(configPath(d))
        : { kind: 'map', entries: new Map([[overrideKey(d), option(d.value)]]) },
  )
  return entries.set('defaults', { kind: 'list', items })
}

/**
 * Resolves the interpolation in the name of an entry, such as `- ${db}_${server}`.
 * @param known the options chosen so far, by override key
 * @param list the entries of the same defaults list
 * @throws ConfigError where it refers to a group that is not chosen
 */
export function resolveName(
  d: PlacedDefault,
  known: ReadonlyMap<string, string | null>,
  list: readonly PlacedDefault[],
  resolving: ResolveOptions,
): void {
  const text = d.entry.kind === 'group' ? (d.value as string) : configPath(d)
  const fail = (message: string, cause?: ConfigError): ConfigError => {
    const names = [...known.keys()].filter((key) => !key.startsWith('hydra/'))
    const source = d.chosenBy?.source ?? d.entry.source
    const reason = cause?.diagnostics[0]?.code
    const isLack = reason === 'unset-variable' || reason === 'unknown-resolver'
    return new ConfigError(
      {
        code: isLack ? reason : 'interpolated-default',
        path: d.entry.kind === 'group' ? overrideKey(d) : 'defaults',
        message,
        source,
        notes: names.length > 0 ? [`groups chosen so far: ${names.join(', ')}`] : undefined,
      },
      { cause },
    )
  }
  if (d.entry.kind === 'group' && /^\$\{defaults\.\d\./.test(text)) {
    throw fail(`'${text}' refers to the defaults list by position: refer to the group by its name, such as \${db}`)
  }
  const name: MapNode = { kind: 'map', entries: new Map([['name', scalar(text)]]) }
  const root: MapNode = { kind: 'map', entries: choicesNode(known, list).set('entry of the list', name) }
  let found: Node | undefined
  try {
    found = select(root, 'entry of the list.name', resolving)
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause
    const why = text.includes(':') ? `: ${cause.diagnostics[0]?.message}` : ''
    throw fail(`cannot resolve '${text}' from the groups that are chosen so far${why}`, cause)
  }
  if (found?.kind !== 'string') throw fail(`'${text}' in a defaults list does not give the name of a config`)
  if (d.entry.kind === 'group') d.value = found.value
  else d.path = found.value
}

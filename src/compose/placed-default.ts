import type { Source } from '../util/source.js'
import type { DefaultsEntry, GroupEntry } from './defaults-entry.js'

/**
 * An entry of a defaults list at its place in the tree. Its option is only known while the tree is built, so this is
 * the one record of composition that changes: `value`, `path`, `header` and `deleted` are set once each.
 */
export interface PlacedDefault {
  readonly entry: DefaultsEntry
  /** Group entries: the option chosen. */
  value: GroupEntry['value']
  /** Config entries: the path, once its interpolations are known. */
  path: string
  /** The group that relative names start from. */
  readonly parentGroup: string
  readonly parentPackage: string
  /** The package given in the entry; `_group_` is expanded. */
  readonly package: string | null
  /** The package given in the config's own header, as an absolute one. */
  header: string | null
  readonly primary: boolean
  deleted: boolean
  /** The override that gave it its option; undefined where the entry's own option stands. */
  chosenBy?: { readonly source?: Source; readonly containing?: string }
}

/** Stands for the primary config where there is none. */
export const EMPTY_CONFIG = '_dummy_empty_config_'

const GLOBAL = '_global_'
const dotted = (group: string): string => group.replaceAll('/', '.')
const relative = (path: string): string => (path.startsWith('/') ? path.slice(1) : path)

function under(parent: string, path: string): string {
  if (path.startsWith('/')) return path.slice(1)
  if (parent === '') return path
  return path === '' ? parent : `${parent}/${path}`
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash === -1 ? '' : path.slice(0, slash)
}

/** Puts an entry where its parent is. */
export function place(
  entry: DefaultsEntry,
  parentGroup: string,
  parentPackage: string,
  options: { primary?: boolean } = {},
): PlacedDefault {
  const placed = {
    entry,
    value: entry.kind === 'group' ? entry.value : null,
    path: entry.kind === 'config' ? entry.path : '',
    parentGroup,
    parentPackage,
    package: entry.package,
    header: null,
    primary: options.primary ?? false,
    deleted: false,
  }
  if (entry.package?.includes('_group_')) {
    placed.package = `${GLOBAL}.${entry.package.replaceAll('_group_', dotted(groupPath(placed)))}`
  }
  return placed
}

/** The group of an entry, from the root: of `- mysql` in `db/default`, `db`. */
export function groupPath(d: PlacedDefault): string {
  if (d.entry.kind === 'group') return under(d.parentGroup, d.entry.group)
  const group = folderOf(relative(d.path))
  return d.path.startsWith('/') ? group : under(d.parentGroup, group)
}

/** The name of the config that an entry stands for; null where its option is null. */
export function optionName(d: PlacedDefault): string | null {
  if (d.entry.kind === 'group') return d.value as string | null
  return d.path.slice(d.path.lastIndexOf('/') + 1)
}

/** The path of the config that an entry stands for. */
export function configPath(d: PlacedDefault): string {
  // A null option is asked for by the name 'None', so Hydra reads the header of a file None.yaml, and so do we.
  if (d.entry.kind === 'group') return `${groupPath(d)}/${d.value ?? 'None'}`
  return d.path.startsWith('/') ? d.path.slice(1) : d.parentGroup === '' ? d.path : `${d.parentGroup}/${d.path}`
}

/** What a header names is meant from the root. */
export function absolutePackage(header: string): string {
  if (header === GLOBAL || header.startsWith(`${GLOBAL}.`)) return header
  return header === '' ? GLOBAL : `${GLOBAL}.${header}`
}

/** The package of the entry, or else the one of its config's header. */
export const givenPackage = (d: PlacedDefault): string | null => d.package ?? d.header

/** Where the config's content goes: a dotted path from the root, `''` for the root itself. */
export function finalPackage(d: PlacedDefault, withHeader = true): string {
  let own = withHeader ? givenPackage(d) : d.package
  own ??= dotted(d.entry.kind === 'group' ? relative(d.entry.group) : folderOf(relative(d.path)))
  const whole = d.parentPackage === '' ? own : own === '' ? d.parentPackage : `${d.parentPackage}.${own}`
  const at = whole.lastIndexOf(GLOBAL)
  return at === -1 ? whole : whole.slice(at + GLOBAL.length + 1)
}

/** How an override names this entry: `db`, or `db@backup` where its package is not the group's own. */
export function overrideKey(d: PlacedDefault): string {
  const group = groupPath(d)
  const own = finalPackage(d, false)
  return own === dotted(group) ? group : `${group}@${own === '' ? GLOBAL : own}`
}

/** How an `override` entry beside this one names the group of an override key. */
export function overrideName(key: string, { parentGroup, parentPackage }: PlacedDefault): string {
  if (parentGroup === '' && parentPackage === '') return key
  const [group = '', own = dotted(group)] = key.split('@')
  const at = own === GLOBAL || own === '' ? GLOBAL : `${GLOBAL}.${own}`
  return parentPackage === '' ? `/${key}` : `/${group}@${at}`
}

const INTERPOLATION = '${'

/** Must the name be resolved first? */
export function isInterpolated(d: PlacedDefault): boolean {
  if (d.entry.kind === 'config') return configPath(d).includes(INTERPOLATION)
  return typeof d.value === 'string' && d.value.includes(INTERPOLATION)
}

/** Is the option `???`, still to be given? */
export const isMissing = (d: PlacedDefault): boolean => optionName(d) === '???'

import type { ResolveOptions } from '../config/index.js'
import { ConfigError } from '../util/diagnostic.js'
import type { ConfigFile } from './config-file.js'
import { type ConfigEntry, type DefaultsEntry, isSelf } from './defaults-entry.js'
import {
  duplicateSelf,
  headerIgnored,
  missingConfig,
  missingOptions,
  notFound,
  overrideNotLast,
  selfAsOption,
  tooDeep,
} from './defaults-errors.js'
import type { DefaultsNode } from './defaults-node.js'
import { addOverride, applyChoice, deleteChosen, type GroupChoices, noteChoice } from './group-choices.js'
import { resolveName } from './interpolated-name.js'
import {
  absolutePackage,
  configPath,
  EMPTY_CONFIG,
  finalPackage,
  givenPackage,
  groupPath,
  isInterpolated,
  isMissing,
  optionName,
  overrideKey,
  type PlacedDefault,
  place,
} from './placed-default.js'
import type { Repository } from './repository.js'
import type { Warnings } from './warnings.js'

/** What building the tree needs. */
export interface TreeContext {
  readonly repository: Repository
  readonly load: (path: string) => ConfigFile | undefined
  readonly choices: GroupChoices
  /** Leave groups whose option is `???` out instead of failing: a sweep may give them. */
  readonly skipMissing: boolean
  readonly resolving: ResolveOptions
  readonly warnings: Warnings
  /** What the search path names, and is no folder. */
  readonly unsearched: readonly string[]
}

const MAX_DEPTH = 400
const MAX_ENTRIES = 20_000

interface Work extends TreeContext {
  entries: number
  /** Groups that still need an option: all are named at once. */
  readonly missing: DefaultsNode[]
}

/** The groups whose overrides come after an interpolated entry: it is expanded last, when more are registered. */
type InTime = ReadonlySet<string> | undefined

const SELF: ConfigEntry = { kind: 'config', path: '_self_', package: null, optional: false }

/**
 * The entries of a config's list, with `_self_` last where it is not written, and with what was appended from outside.
 */
function entriesWithSelf(
  work: Work,
  d: PlacedDefault,
  config: ConfigFile,
): { list: DefaultsEntry[]; hasSelf: boolean } {
  const list = [...config.defaults]
  const appended = d.primary ? work.choices.appended : []
  if (list.length === 0 && appended.length === 0) return { list, hasSelf: false }
  const selves = list.filter(isSelf)
  if (selves.length > 1) throw duplicateSelf(config, selves[1] as DefaultsEntry)
  const hasOthers = list.some((entry) => entry.kind === 'config' || !entry.override)
  const hasSelf = selves.length > 0
  // A list of nothing but overrides gets none: where something is appended to it, Hydra leaves the config's own values
  // out.
  if (!hasSelf && (hasOthers || list.length === 0)) {
    if (d.primary && config.hasContent && hasOthers) {
      work.warnings.add({
        code: 'self-missing',
        severity: 'warning',
        path: 'defaults',
        message: `the defaults list of '${config.file}' does not say where its own values go, so they go last`,
        hint: "add '- _self_' as its last entry, or as its first where the other configs shall win",
      })
    }
    list.push(SELF)
  }
  return { list: [...list, ...appended], hasSelf }
}

/** Registers the list's overrides, which must come last, as 1.3 does: before it goes through the list. */
function registerOverrides(
  work: Work,
  config: ConfigFile,
  list: readonly PlacedDefault[],
  node: DefaultsNode,
  interpolated: boolean,
): void {
  const parent = node.default as PlacedDefault
  let seen: PlacedDefault | undefined
  for (const d of list) {
    if (isSelf(d.entry)) continue
    const override = d.entry.kind === 'group' && d.entry.override
    const appended = d.entry.kind === 'group' && d.entry.appended
    if (seen && !override && !appended) throw overrideNotLast(configPath(parent), seen, d)
    if (!override) continue
    seen = d
    if (interpolated) {
      throw new ConfigError({
        code: 'override-in-interpolated',
        path: overrideKey(d),
        message: `'${configPath(parent)}' was chosen by an interpolation, so its defaults list cannot override '${overrideKey(d)}': the other groups are chosen already`,
        source: d.entry.source,
        hint: 'move the override to the config that holds the interpolation',
      })
    }
    addOverride(work.choices.overrides, d, configPath(parent), config.ignoredHeader)
  }
}

function addChild(
  work: Work,
  children: DefaultsNode[],
  node: DefaultsNode,
  interpolated: boolean,
  inTime: InTime,
  depth: number,
): void {
  expand(work, node, interpolated, inTime, depth + 1)
  children.push(node)
}

/** The entries of a list of options, each a config of its own. */
function optionEntries(d: PlacedDefault, where: string): ConfigEntry[] {
  if (d.entry.kind !== 'group' || !Array.isArray(d.value)) return []
  const { group, optional } = d.entry
  const source = d.chosenBy?.source ?? d.entry.source
  return (d.value as readonly string[]).map((option) => {
    if (option.includes('${')) {
      throw new ConfigError({
        code: 'interpolated-option',
        path: group,
        message: `in the defaults list of '${where}': an option in a list cannot be an interpolation: ${option}`,
        source,
        hint: 'give the group an entry of its own for this option',
      })
    }
    return { kind: 'config', path: `${group}/${option}`, package: d.package, optional, source }
  })
}

function expandList(
  work: Work,
  node: DefaultsNode,
  config: ConfigFile,
  interpolated: boolean,
  inTime: InTime,
  depth: number,
): void {
  const parent = node.default as PlacedDefault
  const path = configPath(parent)
  const { list, hasSelf } = entriesWithSelf(work, parent, config)
  if (list.length === 0) return
  const group = groupPath(parent)
  const inside = finalPackage(parent)
  const placed = list.map((entry) =>
    isSelf(entry) ? place(entry, parent.parentGroup, givenPackage(parent) ?? '') : place(entry, group, inside),
  )
  registerOverrides(work, config, placed, node, interpolated)
  const odd = placed.find((d) => d.entry.kind === 'group' && isSelf(d.entry))
  if (odd && givenPackage(parent) === null) throw selfAsOption(path, odd)

  // From the last to the first, as Hydra goes: overrides that the last subtree holds are registered first.
  const children: DefaultsNode[] = []
  const waiting: { child: DefaultsNode; inTime: InTime }[] = []
  for (const d of placed.toReversed()) {
    if (isSelf(d.entry)) {
      children.push({ default: d, parent: node })
      continue
    }
    if (d.entry.kind === 'group' && d.entry.override) {
      addOverride(work.choices.latest, d, path, config.ignoredHeader)
      continue
    }
    applyChoice(work.choices, d, work.repository.versionBase, inTime, work.warnings)
    if (Array.isArray(d.value)) {
      for (const entry of optionEntries(d, path).toReversed()) {
        addChild(work, children, { default: place(entry, group, inside), parent: node }, interpolated, inTime, depth)
      }
    } else if (isInterpolated(d)) {
      const child = { default: d, parent: node }
      waiting.push({ child, inTime: inTime ?? new Set(work.choices.latest.keys()) })
      children.push(child)
    } else {
      addChild(work, children, { default: d, parent: node }, interpolated, inTime, depth)
    }
  }

  if (waiting.length > 0) {
    const root = placed.filter((d) => hasSelf || !isSelf(d.entry))
    const known = new Map(work.choices.known)
    for (const { child, inTime } of waiting) {
      resolveName(child.default as PlacedDefault, known, root, work.resolving)
      expand(work, child, true, inTime, depth + 1)
    }
  }
  if (children.length > 0) node.children = children.reverse()
}

function expand(work: Work, node: DefaultsNode, interpolated: boolean, inTime: InTime, depth: number): void {
  const d = node.default as PlacedDefault
  if (depth > MAX_DEPTH || ++work.entries > MAX_ENTRIES) throw tooDeep(node)
  if (d.primary && !work.load(configPath(d))) throw notFound(node, work)
  if (!isMissing(d)) {
    const file = work.load(configPath(d))
    const header = file?.package ?? null
    if (header !== null) d.header = absolutePackage(header)
    if (file?.ignoredHeader) work.warnings.add(headerIgnored(file.ignoredHeader))
  }
  if (deleteChosen(work.choices, d)) return
  noteChoice(work.choices, d, work.repository)
  if (optionName(d) === null) return
  const path = configPath(d)
  if (path.endsWith('???')) {
    if (d.entry.kind === 'config') throw missingConfig(d)
    if (!work.skipMissing) work.missing.push(node)
    return
  }
  const config = work.load(path)
  if (config) expandList(work, node, config, interpolated, inTime, depth)
  else if (d.entry.optional) d.deleted = true
  else throw notFound(node, work)
}

/**
 * Builds the tree of defaults: `hydra/config`, then the primary config (null: an empty one).
 * @throws ConfigError where a config or an option is missing, or where an override is out of place
 */
export function buildDefaultsTree(context: TreeContext, configName: string | null): DefaultsNode {
  const work: Work = { ...context, entries: 0, missing: [] }
  const root: DefaultsNode = { default: null }
  const entry = (path: string): ConfigEntry => ({ kind: 'config', path, package: null, optional: false })
  const primary: DefaultsNode = {
    default: place(entry(configName ?? EMPTY_CONFIG), '', '', { primary: true }),
    parent: root,
  }
  const hydra: DefaultsNode = { default: place(entry('hydra/config'), '', ''), parent: root }
  expand(work, primary, false, undefined, 0)
  expand(work, hydra, false, undefined, 0)
  if (work.missing.length > 0) throw missingOptions(work.repository, work.missing, context.choices.tries)
  root.children = [hydra, primary]
  return root
}

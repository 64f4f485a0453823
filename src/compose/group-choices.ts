import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import type { Source } from '../util/source.js'
import { didYouMean } from '../util/suggest.js'
import type { GroupEntry } from './defaults-entry.js'
import { isSweepOverride, type Override } from './override/index.js'
import { groupPath, optionName, overrideKey, type PlacedDefault } from './placed-default.js'

type Option = GroupEntry['value']

interface Choice {
  readonly value: Option
  readonly source?: Source
  /** The config whose defaults list has the override; undefined where it came from outside. */
  readonly containing?: string
  /** As written, for the message. */
  readonly override?: Override
  used: boolean
}

interface Deletion {
  readonly name: string | null
  readonly override: Override
  used: boolean
}

/** What overrides ask of groups, and what the tree has chosen so far. Lives as long as one tree is built. */
export interface GroupChoices {
  readonly overrides: Map<string, Choice>
  readonly deletions: Map<string, Deletion>
  readonly appended: GroupEntry[]
  /** Overrides of values, to be applied to the merged config. */
  readonly values: Override[]
  /** The option of each group met, by override key. */
  readonly known: Map<string, string | null>
  /** The entry that each of them came from. */
  readonly entries: Map<string, PlacedDefault>
  /** The override keys met of each group. */
  readonly keys: Map<string, Set<string>>
}

const wrong = (override: Override, code: string, message: string, hint?: string): ConfigError =>
  new ConfigError({
    code,
    path: override.keyOrGroup,
    message,
    source: override.source,
    ...(hint && { hint }),
  })

/** The option that an override names: a string or a list of strings. */
function optionOf(override: Override): string | string[] {
  const value = override.value
  const texts = value?.kind === 'list' && 'items' in value ? value.items : [value]
  const options = texts.map((node) =>
    node && (node.kind === 'string' || node.kind === 'interpolation' || node.kind === 'missing')
      ? (node.value as string)
      : undefined,
  )
  if (options.includes(undefined)) {
    throw wrong(
      override,
      'group-value',
      `'${override.keyOrGroup}' is a group, so its value must be the name of an option or a list of names`,
      value?.kind === 'null'
        ? `to leave the group out, use '~${override.keyOrGroup}'`
        : `quote a name that looks like a number: ${override.keyOrGroup}="'${override.valueText}'"`,
    )
  }
  return value?.kind === 'list' ? (options as string[]) : (options[0] as string)
}

/**
 * Sorts overrides into those of groups and those of values.
 * @throws ConfigError where a group is given what is no option
 */
export function sortOverrides(overrides: readonly Override[], isGroup: (path: string) => boolean): GroupChoices {
  const choices: GroupChoices = {
    overrides: new Map(),
    deletions: new Map(),
    appended: [],
    values: [],
    known: new Map(),
    entries: new Map(),
    keys: new Map(),
  }
  for (const override of overrides) {
    if (isSweepOverride(override)) continue
    const kind = override.value?.kind
    if (kind === 'map' || kind === 'list-edit' || !isGroup(override.keyOrGroup)) {
      choices.values.push(override)
    } else if (override.type === 'FORCE_ADD') {
      throw wrong(
        override,
        'group-force-add',
        `'++' adds values, and '${override.keyOrGroup}' is a group`,
        `use '${override.text.slice(2)}' to change the group's option, or '${override.text.slice(1)}' to add the group`,
      )
    } else if (override.type === 'DEL') {
      const option = kind === undefined || kind === 'null' ? null : optionOf(override)
      if (Array.isArray(option)) {
        throw wrong(
          override,
          'group-deletion',
          `'~${override.keyOrGroup}' can be followed by one option, not by a list`,
        )
      }
      choices.deletions.set(override.keyElement.slice(1), { name: option, override, used: false })
    } else {
      const value = optionOf(override)
      if (override.type === 'ADD') {
        choices.appended.push({
          kind: 'group',
          group: override.keyOrGroup,
          value,
          package: override.package === '_here_' ? '' : override.package,
          optional: false,
          override: false,
          appended: true,
          source: override.source,
        })
      } else {
        choices.overrides.set(override.keyElement, { value, source: override.source, override, used: false })
      }
    }
  }
  return choices
}

/** Registers an `override` entry of a defaults list; the first one that names a group wins. */
export function addOverride(choices: GroupChoices, d: PlacedDefault, containing: string): void {
  const key = overrideKey(d)
  if (choices.overrides.has(key)) return
  const source = d.entry.source
  choices.overrides.set(key, { value: d.value, containing, ...(source && { source }), used: false })
}

/** Gives an entry the option that an override has for it. */
export function applyChoice(choices: GroupChoices, d: PlacedDefault): void {
  if (d.entry.kind !== 'group') return
  const choice = choices.overrides.get(overrideKey(d))
  if (!choice) return
  d.value = choice.value
  d.chosenBy = {
    ...(choice.source && { source: choice.source }),
    ...(choice.containing !== undefined && { containing: choice.containing }),
  }
  choice.used = true
}

function chosenTwice(key: string, d: PlacedDefault, before: PlacedDefault): ConfigError {
  // Appended groups come last in a list, so that they are met first.
  const appended = [d, before].find((one) => one.entry.kind === 'group' && one.entry.appended)
  const source = (appended ?? d).entry.source
  return new ConfigError({
    code: 'group-chosen-twice',
    path: key,
    message: `group '${key}' is given both '${optionName(d)}' and '${optionName(before)}'`,
    ...(source && { source }),
    hint: appended
      ? `the group is in the defaults list already: use '${key}=${optionName(appended)}', without '+'`
      : `to change an option that is already chosen, write 'override ${key}: ${optionName(before)}'`,
  })
}

/** Notes the option that a group has; the same group must not have two. */
export function noteChoice(choices: GroupChoices, d: PlacedDefault): void {
  if (d.entry.kind !== 'group') return
  const key = overrideKey(d)
  const name = optionName(d)
  const before = choices.known.get(key)
  if (before === undefined) {
    choices.known.set(key, name)
    choices.entries.set(key, d)
  } else if (before !== name) throw chosenTwice(key, d, choices.entries.get(key) as PlacedDefault)
  const group = groupPath(d)
  const keys = choices.keys.get(group)
  if (keys) keys.add(key)
  else choices.keys.set(group, new Set([key]))
}

/** Does an override delete this entry? Then it is marked, and the override counts as used. */
export function deleteChosen(choices: GroupChoices, d: PlacedDefault): boolean {
  if (d.entry.kind !== 'group') return false
  const deletion = choices.deletions.get(overrideKey(d))
  if (!deletion || (deletion.name !== null && deletion.name !== optionName(d))) return false
  d.deleted = true
  deletion.used = true
  return true
}

function unusedOverride(choices: GroupChoices, key: string, choice: Choice): Diagnostic {
  const group = key.split('@')[0] as string
  const same = [...(choices.keys.get(group) ?? [])].sort()
  const near = didYouMean(key, choices.known.keys())
  const hint =
    same.length > 0
      ? `did you mean ${same.map((name) => `'${name}'`).join(' or ')}?`
      : (near ?? (choice.override ? `to add it, use '+${choice.override.text}'` : undefined))
  return {
    code: 'group-not-in-defaults',
    path: key,
    message: `${choice.containing ? `'${choice.containing}' overrides` : 'cannot override'} '${key}', which is not in the defaults list`,
    ...(choice.source && { source: choice.source }),
    ...(hint && { hint }),
    ...(choice.override && (same.length > 0 || near) && { notes: [`to add it, use '+${choice.override.text}'`] }),
  }
}

/**
 * Every override of a group must have met its group.
 * @throws ConfigError that names all that have not
 */
export function checkAllUsed(choices: GroupChoices): void {
  const unused: Diagnostic[] = []
  for (const [key, choice] of choices.overrides) {
    if (!choice.used) unused.push(unusedOverride(choices, key, choice))
  }
  for (const [key, deletion] of choices.deletions) {
    if (deletion.used) continue
    const chosen = choices.known.get(key)
    const hint =
      chosen !== undefined && deletion.name !== null
        ? `its option is '${chosen}'`
        : didYouMean(key, choices.known.keys())
    unused.push({
      code: 'group-not-in-defaults',
      path: key,
      message: `cannot delete '${key}${deletion.name === null ? '' : `=${deletion.name}`}', which is not in the defaults list`,
      source: deletion.override.source,
      ...(hint && { hint }),
    })
  }
  if (unused.length > 0) throw new ConfigError(unused)
}

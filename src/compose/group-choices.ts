import { ConfigError, type Diagnostic, type DiagnosticCode } from '../util/diagnostic.js'
import type { Source } from '../util/source.js'
import { certainFix, nearest } from '../util/suggest.js'
import { counterpart } from '../util/their-names.js'
import type { GroupEntry } from './defaults-entry.js'
import { isNamed } from './named-option.js'
import { bareKey, isSweepOverride, type Override } from './override/index.js'
import type { HeaderLine } from './package-header.js'
import { groupPath, optionName, overrideKey, overrideName, type PlacedDefault } from './placed-default.js'
import type { Repository } from './repository.js'
import { asTyped, hintsThatWork, hintThatWorks, type Tries } from './tried-hints.js'
import { type VersionBase, warnOf13 } from './version-base.js'
import type { Warnings } from './warnings.js'
import { waysToAdd } from './ways-to-add.js'

type Option = GroupEntry['value']

interface Choice {
  readonly value: Option
  readonly source?: Source
  /** Where the group is named in a defaults list. */
  readonly keySource?: Source | undefined
  /** The config whose defaults list has the override; undefined where it came from outside. */
  readonly containing?: string
  /** That config's header, where it has no effect. */
  readonly ignoredHeader?: HeaderLine | undefined
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
  /** Those of the command line, and those of defaults lists that 1.3 goes by. */
  readonly overrides: Map<string, Choice>
  /** The same by 1.4: of several the one that comes last, as soon as it is met. */
  readonly latest: Map<string, Choice>
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
  readonly tries: Tries | undefined
}

/** Where groups and their options are known. */
type Groups = Pick<Repository, 'isGroup' | 'options'>

const wrong = (
  override: Override,
  code: DiagnosticCode,
  message: string,
  advice: Pick<Diagnostic, 'hint' | 'notes'> = {},
): ConfigError => new ConfigError({ code, path: override.keyOrGroup, message, source: override.source, ...advice })

/** The option that an override names: a string or a list of strings. */
function optionOf(override: Override, groups: Groups, tries: Tries | undefined): string | string[] {
  const value = override.value
  const texts = value?.kind === 'list' && 'items' in value ? value.items : [value]
  const options = texts.map((node) =>
    node && (node.kind === 'string' || node.kind === 'interpolation' || node.kind === 'missing')
      ? (node.value as string)
      : undefined,
  )
  if (options.includes(undefined)) {
    const left = `~${bareKey(override.keyElement)}`
    const quoted = `${override.keyElement}='${override.valueText}'`
    const ways =
      value?.kind === 'null'
        ? [
            { overrides: [left], hint: `to leave the group out, use ${asTyped(left)}` },
            { overrides: [], hint: 'leave the override out: the group has no option' },
          ]
        : [{ overrides: [quoted], hint: `quote a name that looks like a number: ${asTyped(quoted)}` }]
    const hint = hintThatWorks(ways, tries, { instead: override.text })
    const names = groups.options(override.keyOrGroup)
    throw wrong(
      override,
      'group-value',
      `'${override.keyOrGroup}' is a group, so its value must be the name of an option or a list of names`,
      { hint, notes: names.length > 0 ? [`options: ${names.join(', ')}`] : [] },
    )
  }
  return value?.kind === 'list' ? (options as string[]) : (options[0] as string)
}

/**
 * Sorts overrides into those of groups and those of values.
 * @throws ConfigError where a group is given what is no option
 */
export function sortOverrides(overrides: readonly Override[], groups: Groups, tries: Tries | undefined): GroupChoices {
  const choices: GroupChoices = {
    overrides: new Map(),
    latest: new Map(),
    deletions: new Map(),
    appended: [],
    values: [],
    known: new Map(),
    entries: new Map(),
    keys: new Map(),
    tries,
  }
  for (const override of overrides) {
    if (isSweepOverride(override)) continue
    const kind = override.value?.kind
    if (kind === 'map' || kind === 'list-edit' || !groups.isGroup(override.keyOrGroup)) {
      choices.values.push(override)
    } else if (override.type === 'FORCE_ADD') {
      const [changed, added] = [override.text.slice(2), override.text.slice(1)]
      const ways = [
        { overrides: [changed], hint: `to change the group's option, use ${asTyped(changed)}` },
        { overrides: [added], hint: `to add the group, use ${asTyped(added)}` },
      ]
      throw wrong(
        override,
        'group-force-add',
        `'++' adds values, and '${override.keyOrGroup}' is a group`,
        hintsThatWork(ways, tries, { instead: override.text }),
      )
    } else if (override.type === 'DEL') {
      const option = kind === undefined || kind === 'null' ? null : optionOf(override, groups, tries)
      if (Array.isArray(option)) {
        throw wrong(
          override,
          'group-deletion',
          `'~${override.keyOrGroup}' can be followed by one option, not by a list`,
        )
      }
      choices.deletions.set(override.keyElement.slice(1), { name: option, override, used: false })
    } else {
      const value = optionOf(override, groups, tries)
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
        const choice = { value, source: override.source, override, used: false }
        choices.overrides.set(override.keyElement, choice)
        choices.latest.set(override.keyElement, choice)
      }
    }
  }
  return choices
}

/** Registers an `override` entry of a defaults list; the first one that names a group wins. */
export function addOverride(
  overrides: Map<string, Choice>,
  d: PlacedDefault,
  containing: string,
  ignoredHeader?: HeaderLine,
): void {
  const key = overrideKey(d)
  if (overrides.has(key)) return
  const { source } = d.entry
  const keySource = d.entry.kind === 'group' ? d.entry.keySource : undefined
  overrides.set(key, { value: d.value, containing, ignoredHeader, source, keySource, used: false })
}

/**
 * Gives an entry the option that an override has for it.
 * @param versionBase by whose rules; what 1.3 does, and 1.4 does not, is told
 * @param inTime by 1.4, the groups whose overrides come after this entry; undefined: all that are registered
 */
export function applyChoice(
  choices: GroupChoices,
  d: PlacedDefault,
  versionBase: VersionBase,
  inTime: ReadonlySet<string> | undefined,
  warnings: Warnings,
): void {
  if (d.entry.kind !== 'group') return
  const key = overrideKey(d)
  const latest = inTime === undefined || inTime.has(key) ? choices.latest.get(key) : undefined
  const choice = versionBase === '1.4' ? latest : choices.overrides.get(key)
  if (!choice) return
  warnOfEarly(key, d, choice, latest, warnings)
  d.value = choice.value
  d.chosenBy = {
    source: choice.source,
    containing: choice.containing,
  }
  choice.used = true
}

/** 1.3 goes by the override that it has met first, also where another comes later in the defaults list, or none. */
function warnOfEarly(
  key: string,
  d: PlacedDefault,
  early: Choice,
  latest: Choice | undefined,
  warnings: Warnings,
): void {
  const [wanted, given] = [String(latest ? latest.value : d.value), String(early.value)]
  if (wanted === given) return
  const by = early.containing
  if (!latest) {
    const message = `'${wanted}' is discarded: group '${key}' stays '${given}', by an override in '${by}', which comes before it`
    warnings.add(warnOf13({ path: key, message, source: d.entry.source }, 'refuses it'))
    return
  }
  const first = `group '${key}' is '${given}', by an override in '${by}'`
  const message = `${first}: the later one${latest.containing === by ? '' : ` in '${latest.containing}'`}, '${wanted}', loses`
  warnings.add(warnOf13({ path: key, message, source: latest.source }, `takes '${wanted}'`))
}

/**
 * @param before the entry that was met first, which stands last: as an override it would have been in time for the
 *   other
 */
function chosenTwice(
  key: string,
  d: PlacedDefault,
  before: PlacedDefault,
  { tries, repository }: { tries: Tries | undefined; repository: Repository },
): ConfigError {
  const { entry } = before
  const { source } = entry
  const name = String(optionName(before))
  const changed = `${key}=${name}`
  const group = groupPath(before)
  const place = key.split('@')[1] ?? group.replaceAll('/', '.')
  const already = 'the group is in the defaults list already'
  // One of several components would take the place of them all.
  const ways = isNamed(group, name, repository)
    ? waysToAdd(group, name, repository, place).map((beside) => ({
        overrides: [beside],
        hint: `${already}: to add to it, use ${asTyped(beside)}`,
      }))
    : [{ overrides: [changed], hint: `${already}: use ${asTyped(changed)}, without '+'` }]
  const instead = source?.kind === 'override' ? source.text : undefined
  return new ConfigError({
    code: 'group-chosen-twice',
    path: key,
    message: `group '${key}' is given both '${optionName(d)}' and '${name}'`,
    source,
    ...(entry.kind === 'group' && entry.appended
      ? hintsThatWork(ways, tries, { instead })
      : {
          hint: `to change the option, end this list with '- override ${overrideName(key, before)}: ${name}' instead`,
        }),
  })
}

/** Notes the option that a group has; the same group must not have two. */
export function noteChoice(choices: GroupChoices, d: PlacedDefault, repository: Repository): void {
  if (d.entry.kind !== 'group') return
  const key = overrideKey(d)
  const name = optionName(d)
  const before = choices.known.get(key)
  if (before === undefined) {
    choices.known.set(key, name)
    choices.entries.set(key, d)
  } else if (before !== name) {
    throw chosenTwice(key, d, choices.entries.get(key) as PlacedDefault, { tries: choices.tries, repository })
  }
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

/**
 * How a config of a group names a group that its defaults list overrides as if it were below it: `exp/db` for `db`.
 * @returns undefined where there is no such group
 */
function besideFolder({ known }: GroupChoices, key: string, containing: string): string | undefined {
  const folder = containing.slice(0, containing.lastIndexOf('/') + 1)
  const [name = '', place] = key.split('@')
  const group = folder !== '' && name.startsWith(folder) ? name.slice(folder.length) : ''
  if (!known.has(group)) return undefined
  if (group.startsWith(folder)) return group.slice(folder.length)
  const own = group.replaceAll('/', '.')
  return place === own ? `/${group}` : `/${group}@_global_.${own}`
}

function unusedOverride(choices: GroupChoices, key: string, choice: Choice, repository: Repository): Diagnostic {
  const { override, containing } = choice
  const group = key.split('@')[0] as string
  const same = [...(choices.keys.get(group) ?? [])].sort()
  const others = same.length > 0 ? [] : [...choices.known.keys()].filter((other) => other !== key)
  const near = same.length > 0 ? same : nearest(key, others)
  const meant = [near ?? []].flat().map((name) => `'${name}'`)
  const added = override && `+${override.text}`
  if (choices.known.has(key)) {
    return {
      code: 'group-not-in-defaults',
      path: key,
      message: `'${containing}' overrides '${key}', which comes after it: '${choices.known.get(key)}'`,
      source: choice.source,
      hint: 'an override changes what stands before it: leave it out, or what is added',
    }
  }
  const { ignoredHeader } = choice
  if (ignoredHeader && same.length > 0) {
    return {
      code: 'group-not-in-defaults',
      path: key,
      message: `'${containing}' overrides '${key}', which is not in the defaults list`,
      source: choice.source,
      hint: `make '${ignoredHeader.text}' the first line of the file: below others it has no effect`,
    }
  }
  const meantGroup = containing === undefined ? undefined : besideFolder(choices, key, containing)
  if (meantGroup !== undefined) {
    return {
      code: 'group-not-in-defaults',
      path: key,
      message: `'${containing}' overrides '${key}', which is not in the defaults list`,
      source: choice.source,
      hint: `a group is looked for below the folder of its config: write '- override ${meantGroup}: …'`,
    }
  }
  const theirs = override && counterpart(choices.known, key)
  const options = typeof choice.value === 'string' ? [choice.value] : []
  const ways = added === undefined ? [] : [added, ...options.flatMap((name) => waysToAdd(group, name, repository))]
  const hint = hintThatWorks(
    ways.map((way) => ({ overrides: [way], hint: `to add it, use ${asTyped(way)}` })),
    choices.tries,
    { instead: override?.text },
  )
  if (theirs !== undefined) {
    const has = options.some((name) => repository.options(theirs).includes(name.replace(/\.yaml$/, '')))
    return {
      code: 'group-not-in-defaults',
      path: key,
      message: `cannot override '${key}', which is not in the defaults list`,
      source: choice.source,
      hint: has || hint === undefined ? `did you mean '${theirs}'?` : hint,
    }
  }
  return {
    code: 'group-not-in-defaults',
    path: key,
    message: `${containing ? `'${containing}' overrides` : 'cannot override'} '${key}', which is not in the defaults list`,
    source: choice.source,
    fix: certainFix(choice.keySource, key, others),
    ...(meant.length === 0 ? { hint } : { hint: `did you mean ${meant.join(' or ')}?`, notes: hint ? [hint] : [] }),
  }
}

function unusedDeletion(choices: GroupChoices, key: string, { name, override }: Deletion): Diagnostic {
  const chosen = choices.known.get(key)
  const near = nearest(
    key,
    [...choices.known.keys()].filter((other) => other !== key),
  )
  const ways = near === undefined ? [] : [{ overrides: [`~${near}`], hint: `did you mean '${near}'?` }]
  const hint = hintThatWorks(ways, choices.tries, { instead: override.text })
  return {
    code: 'group-not-in-defaults',
    path: key,
    message: `cannot delete '${key}${name === null ? '' : `=${name}`}', which is not in the defaults list`,
    source: override.source,
    hint: chosen !== undefined && name !== null ? `its option is '${chosen}'` : hint,
  }
}

/**
 * Every override of a group must have met its group.
 * @throws ConfigError that names all that have not
 */
export function checkAllUsed(choices: GroupChoices, repository: Repository): void {
  const overrides = [...(repository.versionBase === '1.4' ? choices.latest : choices.overrides)].filter(
    ([, { used }]) => !used,
  )
  const deletions = [...choices.deletions].filter(([, { used }]) => !used)
  if (overrides.length + deletions.length === 0) return
  throw new ConfigError([
    ...overrides.map(([key, choice]) => unusedOverride(choices, key, choice, repository)),
    ...deletions.map(([key, deletion]) => unusedDeletion(choices, key, deletion)),
  ])
}

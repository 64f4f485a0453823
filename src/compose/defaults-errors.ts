import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { shellWord } from '../util/shell-word.js'
import { describeSource, type Source } from '../util/source.js'
import { certainFix, didYouMean } from '../util/suggest.js'
import type { ConfigFile } from './config-file.js'
import { type ConfigSource, RANK } from './config-source.js'
import type { DefaultsEntry } from './defaults-entry.js'
import type { DefaultsNode } from './defaults-node.js'
import type { HeaderLine } from './package-header.js'
import {
  configPath,
  EMPTY_CONFIG,
  groupPath,
  optionName,
  overrideKey,
  type PlacedDefault,
  place,
} from './placed-default.js'
import type { Repository } from './repository.js'
import { hintThatWorks, type Tries } from './tried-hints.js'
import { waysToAdd } from './ways-to-add.js'

const placeOf = (entry: DefaultsEntry) => entry.source && { source: entry.source }

/** Where the option was chosen: in an override, or else in the entry. */
const placeOfChoice = (d: PlacedDefault) => (d.chosenBy?.source ? { source: d.chosenBy.source } : placeOf(d.entry))

const label = (d: PlacedDefault): string =>
  d.entry.kind === 'group' ? `${overrideKey(d)}: ${String(d.value)}` : configPath(d)

export function duplicateSelf(config: ConfigFile, entry: DefaultsEntry): ConfigError {
  return new ConfigError({
    code: 'duplicate-self',
    path: 'defaults',
    message: `the defaults list of '${config.file}' has '_self_' twice`,
    ...placeOf(entry),
    hint: "keep the one where the file's own values shall go",
  })
}

export function overrideNotLast(where: string, override: PlacedDefault, after: PlacedDefault): ConfigError {
  const first = override.entry.source
  return new ConfigError({
    code: 'override-not-last',
    path: 'defaults',
    message: `in the defaults list of '${where}': '${label(after)}' comes after 'override ${label(override)}'`,
    ...placeOf(after.entry),
    hint: 'overrides go last: move this entry above them',
    notes: first && [`the override is at ${describeSource(first)}`],
  })
}

export function selfAsOption(where: string, d: PlacedDefault): ConfigError {
  return new ConfigError({
    code: 'self-as-option',
    path: 'defaults',
    message: `in the defaults list of '${where}': '_self_' stands for the config itself, and is no option of '${groupPath(d)}'`,
    ...placeOf(d.entry),
    hint: "write '- _self_'",
  })
}

/** A warning: the values go to another package than the file says. */
export function headerIgnored({ text, source }: HeaderLine): Diagnostic {
  return {
    code: 'package-header',
    severity: 'warning',
    path: '',
    message: `'${text}' has no effect: a header is one only above everything else`,
    source,
    hint: 'make it the first line of the file',
  }
}

/** `???` as a config's name. */
export function missingConfig(d: PlacedDefault): ConfigError {
  return new ConfigError({
    code: 'missing-config',
    path: 'defaults',
    message: `'${configPath(d)}' in a defaults list names no config`,
    ...placeOfChoice(d),
    hint: "only the option of a group can be '???'",
  })
}

/** Groups that still need an option. */
export function missingOptions(
  repository: Repository,
  nodes: readonly DefaultsNode[],
  tries: Tries | undefined,
): ConfigError {
  const groups = nodes.map((node) => node.default as PlacedDefault)
  const known = new Set(groups.map(overrideKey))
  return new ConfigError(
    groups.map((d) => {
      const key = overrideKey(d)
      const options = repository.options(groupPath(d))
      const ways = options.map((name) => ({ overrides: [`${key}=${name}`], hint: `give one: ${key}=${name}` }))
      const instead = d.chosenBy?.source?.kind === 'override' ? d.chosenBy.source.text : undefined
      return {
        code: 'missing-option',
        path: key,
        message: `no option is given for the group '${key}'`,
        ...placeOfChoice(d),
        hint: hintThatWorks(ways, tries, { instead, known }),
        notes: options.length > 0 ? [`options: ${options.join(', ')}`] : undefined,
      }
    }),
  )
}

/** Neither Hydra's own configs nor its schemas. */
const isFolder = ({ rank }: ConfigSource): boolean => rank === RANK.folder || rank === RANK.fallback

const shownFolders = ({ sources }: Repository): string =>
  [
    ...new Set(
      sources
        .filter(isFolder)
        .map((source) => source.path.replace(/^file:\/\//, '') + (source.available() ? '' : ' (does not exist)')),
    ),
  ].join(', ')

interface Searched {
  readonly repository: Repository
  /** Packages that the search path names, and that are not there. */
  readonly unsearched: readonly string[]
  readonly choices: { readonly tries: Tries | undefined }
}

/** A config that no folder of the search path has. */
export function notFound(node: DefaultsNode, { repository, unsearched, choices }: Searched): ConfigError {
  const d = node.default as PlacedDefault
  const path = configPath(d)
  const searched = [
    `searched: ${shownFolders(repository)}`,
    ...(unsearched.length > 0 ? [`not searched: ${unsearched.join(', ')}`] : []),
  ]
  const group = groupPath(d)
  const options = repository.options(group)
  if (d.primary) {
    const beside = options.map((name) => (group ? `${group}/${name}` : name))
    // Where there is no such group, all that a primary config can be.
    const named = beside.length > 0 ? beside : repository.options('')
    const configs = named.filter((name) =>
      repository.sources.some((source) => isFolder(source) && source.isConfig(name)),
    )
    return new ConfigError({
      code: 'primary-not-found',
      path: '',
      message: `there is no config '${path}' on the search path`,
      hint:
        didYouMean(path.replace(/\.yaml$/, ''), configs) ??
        elsewhere(path, '', { repository, tries: choices.tries, wantedBy: undefined }),
      notes: [...(configs.length > 0 ? [`configs: ${configs.join(', ')}`] : []), ...searched],
    })
  }
  const parent = node.parent?.default
  const where = parent && configPath(parent) !== EMPTY_CONFIG ? ` (wanted by '${configPath(parent)}')` : ''
  const name = optionName(d) as string
  // An option may be named as its file.
  const plain = name.replace(/\.yaml$/, '')
  const near = didYouMean(plain, options)
  const wantedBy = (d.chosenBy ?? d.entry).source
  const hint =
    near ??
    containing(d, options, { wantedBy, tries: choices.tries }) ??
    elsewhere(name, group, { repository, tries: choices.tries, wantedBy }) ??
    (isOurs(node, repository) || (wantedBy?.kind === 'override' && options.length > 0 && !path.startsWith('hydra/'))
      ? undefined
      : ofPython(path.replace(/\.yaml$/, '')))
  const fix = certainFix(wantedBy, name, options)
  if (d.entry.kind === 'config') {
    return new ConfigError({
      code: 'config-not-found',
      path: 'defaults',
      message: `there is no config '${path}'${where}`,
      ...placeOfChoice(d),
      hint,
      fix,
      notes: searched,
    })
  }
  return new ConfigError({
    code: 'unknown-option',
    path: overrideKey(d),
    message: repository.isGroup(group)
      ? `'${name}' is not an option of the group '${group}'${where}`
      : `there is no group '${group}'${where}`,
    ...placeOfChoice(d),
    hint,
    fix,
    notes: options.length > 0 ? [`options: ${options.join(', ')}`, ...searched.slice(1)] : searched,
  })
}

interface Wanted {
  repository: Repository
  tries: Tries | undefined
  wantedBy: Source | undefined
}

/** An option of another group by that name, where there is one such group; typed, where an override asked for it. */
function elsewhere(name: string, group: string, { repository, tries, wantedBy }: Wanted): string | undefined {
  const [other, ...more] = repository
    .groups('')
    .filter((each) => each !== group && each !== 'hydra' && repository.options(each).includes(name))
  if (other === undefined || more.length > 0) return undefined
  const found = `it is one of the group '${other}'`
  if (wantedBy?.kind !== 'override') return found
  const ways = waysToAdd(other, name, repository).map((override) => ({
    overrides: [override],
    hint: `${found}: ${shellWord(override)}`,
  }))
  return hintThatWorks(ways, tries, { instead: wantedBy.text }) ?? found
}

/** The most options that one hint names. */
const MOST_NAMED = 4

/**
 * Options whose names have the one that was written as a word: `permuted_digits` for `digits`. Where an override is to
 * be typed anew, it is tried.
 */
function containing(
  d: PlacedDefault,
  options: readonly string[],
  { wantedBy, tries }: Omit<Wanted, 'repository'>,
): string | undefined {
  const name = (optionName(d) as string).replace(/\.yaml$/, '')
  const instead = wantedBy?.kind === 'override' ? wantedBy.text : undefined
  const works = (option: string) =>
    instead === undefined || tries?.([`${instead.split('=')[0]}=${option}`], { instead }) === true
  const found = options.filter((option) => option.split('_').includes(name) && works(option)).slice(0, MOST_NAMED)
  return found.length > 0 ? `did you mean ${found.map((option) => `'${option}'`).join(' or ')}?` : undefined
}

/**
 * Whether the option is one of a group that comes with the program, and wanted where others of its configs are: Python
 * had none of those. A tree of another program may have groups of the same names.
 */
function isOurs(node: DefaultsNode, { sources, load }: Repository): boolean {
  const group = groupPath(node.default as PlacedDefault)
  if (group === '' || !sources.some((source) => source.rank === RANK.fallback && source.isGroup(group))) return false
  const comesWithUs = (d: PlacedDefault) =>
    sources.find((source) => source.isConfig(configPath(d)))?.rank === RANK.fallback
  for (let at = node.parent; at?.default; at = at.parent) {
    const d = at.default
    const beside = load(configPath(d))?.defaults ?? []
    if (comesWithUs(d) || beside.some((entry) => comesWithUs(place(entry, groupPath(d), '')))) return true
  }
  return false
}

/** Where a tree written for Hydra names a config that is no file, Python had it. */
function ofPython(path: string): string {
  if (path.startsWith('hydra/')) return `in Hydra a plugin brings it, a Python package: here it would be ${path}.yaml`
  return `in Hydra a Python program may have put it into the ConfigStore: here it is a file, ${path}.yaml`
}

/** A tree without end: a config that includes itself. */
export function tooDeep(node: DefaultsNode): ConfigError {
  const chain: string[] = []
  for (let at: DefaultsNode | undefined = node; at?.default && chain.length < 4; at = at.parent) {
    chain.unshift(configPath(at.default))
  }
  const entry = (node.default as PlacedDefault).entry
  return new ConfigError({
    code: 'defaults-cycle',
    path: 'defaults',
    message: `the defaults lists have no end: ${chain.join(' → ')} → …`,
    ...placeOf(entry),
    hint: 'a config must not include itself',
  })
}

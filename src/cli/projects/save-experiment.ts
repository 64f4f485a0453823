import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sortOverrides } from '../../compose/group-choices.js'
import { type Config, compose, type Override, parseOverride } from '../../compose/index.js'
import { bareKey, isSweepOverride } from '../../compose/override/index.js'
import { withConfig } from '../../compose/repository.js'
import { selectRaw } from '../../config/index.js'
import { keyPath, shownKeys } from '../../config/key-path.js'
import type { Key, MapNode, Node } from '../../config/node.js'
import { openFile } from '../../edit/open-file.js'
import { firstDifference } from '../../edit/same-node.js'
import { valueText } from '../../edit/value-text.js'
import { writeFileAtomic } from '../../rundir/write-file.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import { shellCommand } from '../../util/shell-command.js'
import { shownPath } from '../../util/shown-path.js'
import type { App } from '../app.js'
import { usageDiagnostic, usageError } from '../arguments/usage-error.js'
import type { Composition, Project } from '../project.js'
import { experimentText } from './experiment-text.js'

export interface SaveExperiment {
  name: string
  /** As typed. */
  overrides: readonly string[]
  /** Whether it may take the place of an experiment that is there. */
  replace: boolean
}

export interface SavedExperiment {
  /** Its path, as shown. */
  file: string
  text: string
  /** What runs it. */
  override: string
}

/**
 * Writes overrides as an experiment of the project.
 * @throws ConfigError where they are at fault, or the experiment would not give the same config: nothing is written
 *   then
 */
export async function saveExperiment(
  { name, overrides, replace }: SaveExperiment,
  project: Project,
  app: App,
): Promise<SavedExperiment> {
  if (overrides.length === 0) {
    throw usageError(
      'save needs overrides to write, such as optimizer.lr=0.01',
      shellCommand('save', name, 'optimizer=sgd'),
    )
  }
  checkName(name)
  const composition = await project.composition()
  const path = join(project.cwd, 'experiments', `${name}.yaml`)
  const file = shownPath(path, project.cwd)
  refuseTaken(name, path, replace, composition)
  const wrong = overrides.flatMap((text) => notToBeSaved(parseOverride(text), name))
  if (wrong.length > 0) throw new ConfigError(wrong)

  const config = compose({ ...composition, overrides, origin: 'command line' })
  const facts = { cwd: project.cwd, now: new Date(), name: app.jobName, env: process.env }
  await app.check({ config, overrides, facts }, project)

  const text = experimentText(config, await project.registry(), { ...sorted(config), overrides })
  const override = `${hasExperiments(composition) ? '' : '+'}experiment=${name}`
  verify(
    config,
    { ...composition, repository: withConfig(composition.repository, `experiment/${name}`, file, text) },
    override,
  )
  write(path, file, text)
  return { file, text, override }
}

function checkName(name: string): void {
  const isName = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*(\/[\p{L}\p{N}_][\p{L}\p{N}_.-]*)*$/u.test(name)
  if (isName && !/\.ya?ml$/.test(name) && readsAsName(name)) return
  const bare = name.replace(/^.*experiments\//, '').replace(/\.ya?ml$/, '')
  throw new ConfigError(
    usageDiagnostic(`'${name}' cannot be the name of an experiment: letters, digits, '_', '-' and '.' can`, {
      text: name,
      ...(bare !== name && bare !== '' && { hint: `${shellCommand('save', bare)} …` }),
    }),
  )
}

/** Not so for `1` and `null`, which `experiment=…` takes for other values. */
function readsAsName(name: string): boolean {
  try {
    const { value } = parseOverride(`experiment=${name}`)
    return value?.kind === 'string' && 'value' in value && value.value === name
  } catch (error) {
    if (error instanceof ConfigError) return false
    throw error
  }
}

/** What has this name already. */
function refuseTaken(name: string, path: string, replace: boolean, { repository }: Composition): void {
  const taken = (message: string, hint?: string) =>
    new ConfigError({ ...usageDiagnostic(message, { text: name, hint }), code: 'file-exists' })
  const before = repository.sources.find(
    (source) => source.rank === 1 && source.provider !== 'experiments' && source.isConfig(`experiment/${name}`),
  )
  if (before) {
    const where = shownPath(before.path.replace(/^file:\/\//, ''))
    throw taken(`'${where}' has an experiment '${name}', which would be found first`, 'choose another name')
  }
  if (replace) return
  const hint = 'choose another name, or replace it: --replace'
  if (existsSync(path)) throw taken(`'${shownPath(path)}' is there already`, hint)
  if (repository.isConfig(`experiment/${name}`)) throw taken(`polyhead itself has an experiment '${name}'`, hint)
}

function notToBeSaved(override: Override, name: string): Diagnostic[] {
  const { text, source, keyElement, keyOrGroup } = override
  const refuse = (message: string, hint?: string): Diagnostic[] => [
    { code: 'usage', path: keyOrGroup, message, source, hint },
  ]
  if (isSweepOverride(override)) return refuse(`'${text}' is a sweep, and an experiment has one value`)
  if (bareKey(keyElement) === 'hydra.searchpath') {
    return refuse(
      'hydra.searchpath is read before any experiment, so none can set it',
      'put it into the primary config',
    )
  }
  const { value } = override
  const others = value?.kind === 'list' && 'items' in value ? value.items : [value]
  if (keyOrGroup === 'experiment' && others.some((one) => one?.kind === 'string' && one.value === name)) {
    return refuse(`an experiment cannot build on itself: '${text}'`, 'choose another name')
  }
  return []
}

function sorted({ parts: { overrides, sources } }: Config) {
  const { values } = sortOverrides(
    overrides,
    { isGroup: (group) => sources.some((source) => source.isGroup(group)), options: () => [] },
    undefined,
  )
  return { values, groups: overrides.filter((override) => !values.includes(override)) }
}

/** Whether the primary config has the group in its defaults list. */
function hasExperiments(composition: Composition): boolean {
  return Object.hasOwn(compose(composition).choices, 'experiment')
}

/** The hydra node without what it tells of overrides. */
function hydraOf({ hydra }: Config): Node {
  const without = (node: Node | undefined, ...keys: string[]): Node | undefined =>
    node?.kind === 'map'
      ? { ...node, entries: new Map([...node.entries].filter(([key]) => !keys.includes(String(key)))) }
      : node
  const entries = new Map<Key, Node>((without(hydra, 'overrides') as MapNode).entries)
  for (const [key, told] of [
    ['job', 'override_dirname'],
    ['runtime', 'choices'],
  ] as const) {
    const rest = without(entries.get(key), told)
    if (rest) entries.set(key, rest)
  }
  return { kind: 'map', entries: new Map([['hydra', { ...hydra, entries }]]) }
}

/** Composes again, with the experiment in place of the overrides. */
function verify(config: Config, composition: Composition, override: string): void {
  let again: Config
  try {
    again = compose({ ...composition, overrides: [override], origin: 'command line', warn: () => {} })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(
      error.diagnostics.map(({ message, path }) => ({
        code: 'cannot-save',
        path,
        message: `these overrides cannot be written as an experiment: ${message}`,
      })),
      { cause: error },
    )
  }
  for (const [one, other] of [
    [config.root, again.root],
    [hydraOf(config), hydraOf(again)],
  ] as const) {
    const path = firstDifference(one, other)
    if (!path) continue
    const [wanted, got] = [one, other].map((root) => selectRaw(root, keyPath(path)))
    const shown = (node: Node | undefined) => (node ? valueText(node, { inFlow: false }) : 'absent')
    const at = shownKeys(path)
    throw new ConfigError({
      code: 'cannot-save',
      path: at,
      message: `as an experiment, these overrides would not give the same config: '${at}' would be ${shown(got)}, not ${shown(wanted)}`,
      source: got?.source,
      hint: 'what comes after the experiment has the last word',
    })
  }
}

function write(path: string, shown: string, text: string): void {
  try {
    if (existsSync(path)) openFile(path, shown).write(text)
    else {
      mkdirSync(dirname(path), { recursive: true })
      writeFileAtomic(path, text)
    }
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause
    throw new ConfigError(
      { code: 'unwritable-directory', path: '', message: `cannot write '${shown}': ${(cause as Error).message}` },
      { cause },
    )
  }
}

import { type Config, parseOverride } from '../compose/index.js'
import { bareKey } from '../compose/override/index.js'
import { toPlain } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { Node } from '../config/node.js'
import { ConfigError } from '../util/diagnostic.js'
import { moreIsBetter } from './sweepers/more-is-better.js'

/**
 * What an addition changes: the sweep itself, and each earlier addition to it, so that its jobs are those of all that
 * the sweep has. How a sweep is run, the overrides of `hydra`, is as it was said last.
 */
export function changesBy(add: readonly string[], earlier: readonly (readonly string[])[]): string[][] {
  const settings = earlier.reduce<readonly string[]>(
    (said, more) => withOverrides(settingsBeside(said, more), more.filter(isOfHydra)),
    [],
  )
  const changes = [[], ...earlier].map((change) => {
    const own = change.filter((text) => !isOfHydra(text))
    return withOverrides(withOverrides(own, settingsBeside(settings, add)), add)
  })
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()]
}

/**
 * The same of a search, which is the one that was said last: what is drawn changes in that alone, for the trials of
 * those before were meant for what they drew from. How jobs are run changes in all, and what was said of it before is
 * the same for all: a search whose limits are raised time and again has as many parts as it had before.
 */
export function changesOfSearch(add: readonly string[], earlier: readonly (readonly string[])[]): string[][] {
  const changed = (change: readonly string[], by: readonly string[]) => withOverrides(settingsBeside(change, by), by)
  const last = earlier.at(-1) ?? []
  const ofRunning = add.filter(isOfRunning)
  const before = ofRunning.length > 0 ? [[], ...earlier].slice(0, -1) : []
  const changes = before.map((change) => {
    const drawn = change.filter((text) => !isOfRunning(text))
    return changed([...drawn, ...last.filter(isOfRunning)], ofRunning)
  })
  const different = new Map<string, string[]>()
  for (const change of [...changes, changed(last, add)]) {
    const key = JSON.stringify([...change].sort())
    // The last stays the last.
    different.delete(key)
    different.set(key, change)
  }
  return [...different.values()]
}

function isOfRunning(text: string): boolean {
  return isOfHydra(text) && !isOfSweeper(text)
}

/** Whether an override says what a sweep's jobs are, and not how they are run. */
export function isOfJobs(text: string): boolean {
  return !isOfRunning(text) && bareKey(keyOf(text)) !== 'hydra.sweeper.max_failures'
}

function isOfSweeper(text: string): boolean {
  return /^[+~]*hydra[./]sweeper\b/.test(keyOf(text))
}

/** Whether what a sweep's config asks for are trials. */
export function isSearch({ hydra }: Config): boolean {
  return entryAt(hydra, 'sweeper', 'n_trials') !== undefined
}

function isOfHydra(text: string): boolean {
  return /^[+~]*hydra\b/.test(keyOf(text))
}

/** Settings without those of a launcher, or sweeper, in whose place another one is chosen: they say nothing of that. */
function settingsBeside(settings: readonly string[], more: readonly string[]): readonly string[] {
  const replaced = more.flatMap((text) => {
    const [, group] = /^hydra\/(\w+)$/.exec(keyOf(text)) ?? []
    return group === undefined || settings.includes(text) ? [] : [group]
  })
  return settings.filter((text) => !replaced.some((group) => new RegExp(`^[+~]*hydra\\.${group}\\b`).test(keyOf(text))))
}

function keyOf(text: string): string {
  return parseOverride(text, { origin: '--add' }).keyElement
}

/** What the definition says of its launcher is nothing to another that is chosen now. */
export function withoutOtherLauncher(
  own: readonly string[],
  more: readonly string[],
  launcher: Node | undefined,
): readonly string[] {
  const chosen = more.findLast((text) => bareKey(keyOf(text)) === 'hydra/launcher')
  if (chosen === undefined) return own
  const { valueText } = parseOverride(chosen, { origin: '--add' })
  if (launcher?.kind === 'string' && launcher.value === valueText) return own
  return own.filter((text) => !/^[+~]*hydra\.launcher\b/.test(keyOf(text)))
}

/** Overrides, those of the same key replaced by others in their place. */
export function withOverrides(own: readonly string[], more: readonly string[]): string[] {
  const changes = new Map(more.map((text) => [keyOf(text), text]))
  const replaced = own.map((text) => {
    const key = keyOf(text)
    const change = changes.get(key)
    changes.delete(key)
    return change ?? text
  })
  return [...replaced, ...changes.values()]
}

/** A sweep lies where it began: another place would be no other for the jobs that it has. */
export function refuseOtherPlace(add: readonly string[]): void {
  const given = add.map((text) => parseOverride(text, { origin: '--add' }))
  const found = given.find(({ keyElement }) => bareKey(keyElement) === 'hydra.sweep.dir')
  if (!found) return
  throw new ConfigError({
    code: 'changed-sweep',
    path: 'hydra.sweep.dir',
    message: 'hydra.sweep.dir is where the sweep began, and its jobs lie there',
    source: found.source,
    hint: `leave it out, or begin another sweep with ${found.text}`,
  })
}

/** Another metric is not as good as the one before because it is as great. */
export function refuseOldDirection(add: readonly string[], before: Config, after: Config | undefined): void {
  const said = (config: Config | undefined, key: string) => {
    const node = entryAt(config?.hydra, 'sweeper', key)
    return node && toPlain(node)
  }
  const [old, metric, direction] = [said(before, 'metric'), said(after, 'metric'), said(after, 'direction')]
  const isGiven = add.some((text) => bareKey(keyOf(text)) === 'hydra.sweeper.direction')
  if (isGiven || typeof metric !== 'string' || metric === old || typeof direction !== 'string') return
  const given = add.find((text) => bareKey(keyOf(text)) === 'hydra.sweeper.metric')
  const way = moreIsBetter(metric) ? 'maximize' : 'minimize'
  throw new ConfigError({
    code: 'metrics-and-directions',
    path: 'hydra.sweeper.direction',
    message: `hydra.sweeper.metric is now '${metric}', and hydra.sweeper.direction=${direction} was said of another`,
    source: given === undefined ? undefined : parseOverride(given, { origin: '--add' }).source,
    hint: `say which it is: --add hydra.sweeper.direction=${way}`,
  })
}

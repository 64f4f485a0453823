import { compose } from '../compose/index.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Composing } from './compose-option.js'
import { isGroupKey, quotedName, splitOption } from './option-name.js'

/** A primary config that has a name, and what its user has to begin with. */
export interface Start {
  name: string
  /** The groups that it chooses an option of. */
  chooses: ReadonlySet<string>
  /** Overrides that it composes with; undefined: it does not. */
  given: readonly string[] | undefined
}

/** The names that a tree's main config has, the likeliest first. */
const MAIN_NAMES = ['config', 'train', 'main', 'default', 'base']

/**
 * Shows the config, with an experiment or another option, and checks the tree.
 * @param options those that compose, as `group/option`
 * @param composing from the files that its user has
 * @param mains the primary configs that programs name, the likeliest first
 */
export function firstCommands(
  starts: readonly Start[],
  options: readonly string[],
  { mains, composing }: { mains: readonly string[]; composing: Composing },
): (readonly string[])[] {
  /** How many keys the config has; undefined: it does not compose. */
  const keysOf = (configName: string, overrides: readonly string[]): number | undefined => {
    try {
      return compose({ ...composing, configName, overrides }).root.entries.size
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return undefined
    }
  }
  const rank = (name: string, names: readonly string[]) => (names.includes(name) ? names.indexOf(name) : names.length)
  const isNamed = ({ name }: Start) => Number(mains.includes(name))
  const likeliest = [...starts].sort(
    (a, b) =>
      isNamed(b) - isNamed(a) ||
      rank(a.name, MAIN_NAMES) - rank(b.name, MAIN_NAMES) ||
      rank(a.name, mains) - rank(b.name, mains),
  )
  const main =
    likeliest.find(({ name, given }) => given && keysOf(name, given) !== undefined) ??
    likeliest.find(({ name }) => !name.includes('/'))
  const configName = main?.name ?? options.find((path) => keysOf(path, []) !== undefined)
  if (configName === undefined) return [['check']]
  const named = configName === 'config' ? [] : ['--config-name', configName]
  const chooses = main?.chooses ?? new Set()
  const given = main?.given ?? []
  const keys = keysOf(configName, given)
  const isGiven = (group: string) => given.some((override) => override.startsWith(`${group}=`))
  const choices = [...options]
    .sort((a, b) => Number(/^exp/.test(b)) - Number(/^exp/.test(a)))
    .filter((path) => !path.startsWith('hydra/') && isGroupKey(splitOption(path)[0]))
    .map((path): readonly string[] => {
      const [group, option] = splitOption(path)
      const others = given.filter((override) => !override.startsWith(`${group}=`))
      return [...others, `${chooses.has(group) || isGiven(group) ? '' : '+'}${group}=${quotedName(option)}`]
    })
    .filter((words) => !given.includes(words.at(-1) as string))
  const choice =
    keys === 0
      ? largest(choices, (overrides) => keysOf(configName, overrides) ?? 0)
      : choices.find((overrides) => keysOf(configName, overrides) !== undefined)
  const shows = keys ? given : choice
  return [
    ...(shows ? [[...named, '--cfg', 'job', ...shows]] : []),
    ...(choice === undefined || choice === shows ? [] : [[...named, '--info', 'defaults', ...choice]]),
    [...named, 'check'],
  ]
}

/** The first of those with the most; undefined: none has any. */
function largest<Each>(all: readonly Each[], sizeOf: (each: Each) => number): Each | undefined {
  let most = { each: undefined as Each | undefined, size: 0 }
  for (const each of all) {
    const size = sizeOf(each)
    if (size > most.size) most = { each, size }
  }
  return most.each
}

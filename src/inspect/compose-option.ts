import { type ComposeOptions, type Config, compose, type Repository } from '../compose/index.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { isGroupKey, quotedName, splitOption } from './option-name.js'

/** How an option of a group was composed. */
export interface ComposedOption {
  config: Config
  /** The primary config beneath it; null: an empty one. */
  configName: string | null
  overrides: readonly string[]
}

/** A primary config, and the groups that it chooses an option of; null: the empty one. */
export interface Primary {
  name: string | null
  chooses: ReadonlySet<string>
}

/** What compositions of one tree have in common. */
export type Composing = Pick<ComposeOptions, 'env' | 'resolvers'> & { repository: Repository; origin: string }

/**
 * The primary configs that compose, the empty one among them: options whose group is still to be chosen (`???`) are
 * left out of them.
 * @param overrides given to each
 */
export function composablePrimaries(
  names: readonly string[],
  composing: Composing,
  overrides: readonly string[] = [],
): Primary[] {
  return [null, ...names].flatMap((name) => {
    try {
      const { choices } = compose({ ...composing, configName: name, overrides, mode: 'multirun' })
      return [{ name, chooses: new Set(Object.keys(choices)) }]
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return []
    }
  })
}

/**
 * Composes a config as its users would. A primary config composes by itself; an option alone, or over a primary config,
 * as experiments and what overrides another group's option need it. Of the primary configs, those that choose an option
 * of its group come first.
 * @param path such as `config`, `experiment/first`
 * @param more overrides beside the one that chooses the option
 * @returns how it composes, or what is wrong where it has nowhere to
 */
export function composeOption(
  path: string,
  primaries: readonly Primary[],
  composing: Composing,
  more: readonly string[] = [],
): ComposedOption | readonly Diagnostic[] {
  const [group, name] = splitOption(path)
  const isWhole = group === '' || !isGroupKey(group)
  const [alone, ...over] = primaries
  const likely = [...over].sort((a, b) => Number(b.chooses.has(group)) - Number(a.chooses.has(group)))
  let wrong: readonly Diagnostic[] | undefined
  for (const primary of alone ? [alone, ...likely] : likely) {
    const add = primary.chooses.has(group) ? '' : '+'
    // A group whose name is no word of the override grammar is chosen by a defaults list alone: its option can be seen
    // as a primary config.
    const chosen = isWhole ? [] : [`${add}${group}=${quotedName(name)}`]
    const [configName, overrides] = [isWhole ? path : primary.name, [...more, ...chosen]]
    try {
      return { config: compose({ ...composing, configName, overrides, mode: 'multirun' }), configName, overrides }
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      // What the likeliest primary config lacks says more than what an empty one does.
      if (wrong === undefined || primary === likely[0]) wrong = error.diagnostics
    }
  }
  return wrong ?? []
}

import { find, type MapNode, selectRaw } from '../config/index.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Config } from './config.js'
import { firstJob } from './expand-sweep.js'
import { isSweepOverride, type Override, parseOverride } from './override/index.js'
import type { Repository } from './repository.js'
import type { Tries } from './tried-hints.js'

/** Other overrides that are tried for the hints of one error: each is a composition of its own. */
const MOST_TRIES = 40

/**
 * Tries other overrides in the same composition; of a sweep, its first job. What is wrong with other overrides than
 * those tried does not count against them.
 * @param compose composes with the overrides that it is given, and tries nothing itself
 * @param takes whether a config has a use for a key that one of them adds
 */
export function tryOverrides(
  overrides: readonly (string | Override)[],
  repository: Pick<Repository, 'options'> | undefined,
  compose: (overrides: readonly (string | Override)[]) => Config,
  takes: (root: MapNode, key: string) => boolean = () => true,
): Tries {
  let left = MOST_TRIES
  const textOf = (one: string | Override): string => (typeof one === 'string' ? one : one.text)
  return (others, { instead, known = new Set(), takes: takesIt = takes } = {}) => {
    if (left-- <= 0) return false
    let tried = others
    try {
      tried = others.flatMap((text) => jobOf(text, repository))
      const replaced = overrides.some((one) => textOf(one) === instead)
      const config = compose(
        replaced
          ? overrides.flatMap((one): readonly (string | Override)[] => (textOf(one) === instead ? tried : [one]))
          : [...overrides, ...tried],
      )
      const added = tried.filter((text) => text.startsWith('+')).flatMap((text) => placesOf(text, config))
      if (added.some((key) => selectRaw(config.root, key) && !takesIt(config.root, key))) return false
      for (const text of tried) if (text.includes('${')) find(config.root, keyOf(text), config.resolving)
      return true
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return error.diagnostics.every(
        ({ source, path }) => known.has(path) || (source?.kind === 'override' && !tried.includes(source.text)),
      )
    }
  }
}

function jobOf(text: string, repository: Pick<Repository, 'options'> | undefined): readonly string[] {
  const override = parseOverride(text)
  return isSweepOverride(override) ? firstJob(override, repository) : [text]
}

/** Where an override adds something: an option may go elsewhere than its group is called. */
function placesOf(text: string, { parts }: Config): string[] {
  const options = parts.list.filter(({ source }) => source?.kind === 'override' && source.text === text)
  return options.length > 0 ? options.map((option) => option.package) : [keyOf(text)]
}

function keyOf(text: string): string {
  return parseOverride(text).keyOrGroup
}

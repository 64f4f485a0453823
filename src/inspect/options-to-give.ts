import { compose } from '../compose/index.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Composing } from './compose-option.js'
import { quotedName } from './option-name.js'

/** Of one primary config. */
const MOST_TRIED = 30

/**
 * Overrides with which a primary config composes: the first working option of each group that it leaves open (`???`),
 * such as `exp=a2c`.
 * @param others overrides that it is given beside
 * @returns no more than the others where it leaves nothing open; undefined where none are found
 */
export function optionsToGive(
  configName: string,
  composing: Composing,
  others: readonly string[] = [],
): readonly string[] | undefined {
  let left = MOST_TRIED
  const giveMore = (given: readonly string[]): readonly string[] | undefined => {
    const open = openGroups(configName, given, composing)
    const [key] = open ?? []
    if (key === undefined) return open && given
    for (const option of composing.repository.options(key.split('@', 1).join())) {
      if (left-- <= 0) return undefined
      const found = giveMore([...given, `${key}=${quotedName(option)}`])
      if (found) return found
    }
    return undefined
  }
  return giveMore(others)
}

/** The groups that no option is given for; undefined where something else is wrong. */
function openGroups(configName: string, overrides: readonly string[], composing: Composing): string[] | undefined {
  try {
    compose({ ...composing, configName, overrides })
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const { diagnostics } = error
    return diagnostics.every(({ code }) => code === 'missing-option') ? diagnostics.map(({ path }) => path) : undefined
  }
}

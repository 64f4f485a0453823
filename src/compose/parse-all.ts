import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { type Override, parseOverride } from './override/index.js'
import type { Tries } from './tried-hints.js'

/**
 * Reads overrides.
 * @param tries tells which hints an error is given; undefined: none
 * @throws ConfigError that names all that are malformed
 */
export function parseAll(
  overrides: readonly (string | Override)[],
  origin: string,
  tries: Tries | undefined,
): Override[] {
  const parsed: Override[] = []
  const wrong: Diagnostic[] = []
  for (const override of overrides) {
    try {
      parsed.push(
        typeof override === 'string' ? parseOverride(override, { origin, tries: tries ?? (() => false) }) : override,
      )
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      wrong.push(...error.diagnostics)
    }
  }
  if (wrong.length > 0) throw new ConfigError(wrong)
  return parsed
}

import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { withQuotedValue } from './override/errors.js'
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
      parsed.push(typeof override === 'string' ? read(override, { origin, tries: tries ?? (() => false) }) : override)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      wrong.push(...error.diagnostics)
    }
  }
  if (wrong.length > 0) throw new ConfigError(wrong)
  return parsed
}

/** An expression is no value of the grammar: it stands for itself, without quotes too. */
const EXPRESSION = /^\+{0,2}hydra\.sweeper\.filter=/

function read(text: string, options: Parameters<typeof parseOverride>[1]): Override {
  try {
    return parseOverride(text, options)
  } catch (error) {
    if (!EXPRESSION.test(text)) throw error
    return parseOverride(withQuotedValue(text), options)
  }
}

import { ConfigError, type Diagnostic, MOST_FOUND } from '../util/diagnostic.js'
import { withQuotedValue } from './override/errors.js'
import { type Override, parseOverride } from './override/index.js'
import type { Tries } from './tried-hints.js'

/** Each is applied to the whole config by itself. */
const MOST_OVERRIDES = 5000

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
  if (overrides.length > MOST_OVERRIDES) {
    const message = `there are ${overrides.length} overrides, more than ${MOST_OVERRIDES}`
    throw new ConfigError({ code: 'too-large', path: '', message, hint: 'put them into a config file' })
  }
  for (const override of overrides) {
    if (wrong.length >= MOST_FOUND) break
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

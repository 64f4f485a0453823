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
    return withKey(parseOverride(text, options))
  } catch (error) {
    if (!EXPRESSION.test(text)) throw error
    return parseOverride(withQuotedValue(text), options)
  }
}

/** Hydra's grammar takes an override without a key. Only one can be right: a config that is put at the root's end. */
function withKey(override: Override): Override {
  const { text, type, keyOrGroup, element, source } = override
  const choosesConfig = type === 'ADD' && (element?.kind === 'string' || element?.kind === 'list')
  if (keyOrGroup !== '' || choosesConfig) return override
  const at = Math.max(0, text.indexOf('='))
  throw new ConfigError({
    code: 'override',
    path: '',
    message: text.includes('=') ? "there is no key before the '='" : `'${text}' names no key`,
    source: { ...source, range: [at, at + 1] },
    hint: 'a key is a dotted path (a.b) or a group (a/b, a/b@package)',
  })
}

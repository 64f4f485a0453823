import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { DRAWS } from './expand-sweep.js'
import { withQuotedValue } from './override/errors.js'
import { isSweepOverride, type Override } from './override/index.js'
import { isHydraOverride } from './override-dirname.js'
import { asTyped, hintsThatWork, type Tries, type Way } from './tried-hints.js'

function complaint(override: Override, mode: 'run' | 'multirun', tries: Tries | undefined): Diagnostic | undefined {
  const { keyOrGroup, source, text } = override
  const about = { path: keyOrGroup, source }
  if (mode === 'multirun') {
    if (!isHydraOverride(override)) return undefined
    return {
      ...about,
      code: 'hydra-sweep',
      message: `'${keyOrGroup}' belongs to the hydra node, which is one for a whole sweep`,
      hint: keyOrGroup.startsWith('hydra.sweeper.params.')
        ? `as the text that a sweeper reads: ${asTyped(withQuotedValue(text))}`
        : 'give it one value',
    }
  }
  const simple = override.valueType === 'SIMPLE_CHOICE_SWEEP'
  const [key, values] = [text.slice(0, source.range[0]), text.slice(source.range[0]).trim()]
  const one = (as: string, override: string): Way => ({ overrides: [override], hint: `as ${as}: ${asTyped(override)}` })
  const ways = [
    override.valueType === 'INTERVAL'
      ? drawn(override)
      : { overrides: [text], hint: 'add -m to run once for each of them' },
    ...(simple ? [one('a list', `${key}[${values}]`), one('text', withQuotedValue(text))] : []),
  ]
  const what = simple ? 'gives several values, and one run takes one' : 'is a sweep, and one run takes one value'
  return {
    ...about,
    code: 'sweep-in-run',
    message: `'${text}' ${what}`,
    ...hintsThatWork(ways, tries, { instead: text }),
  }
}

/** What has no end of values is for a sweeper that chooses some of them; one may be chosen already. */
function drawn({ text }: Override): Way {
  const hint = `add -m; an interval needs a sweeper that draws from it, such as ${DRAWS}`
  return { overrides: [text, DRAWS], hint }
}

/**
 * A single run takes no sweeps, and a sweep does not go over the hydra node.
 * @throws ConfigError that names each override at fault
 */
export function checkSweeps(overrides: readonly Override[], mode: 'run' | 'multirun', tries: Tries | undefined): void {
  const wrong = overrides
    .filter(isSweepOverride)
    .map((override) => complaint(override, mode, tries))
    .filter((found) => found !== undefined)
  if (wrong.length > 0) throw new ConfigError(wrong)
}

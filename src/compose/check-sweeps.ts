import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { isSweepOverride, type Override } from './override/index.js'
import { isHydraOverride } from './override-dirname.js'

function complaint(override: Override, mode: 'run' | 'multirun'): Diagnostic | undefined {
  const about = { path: override.keyOrGroup, source: override.source }
  if (mode === 'multirun') {
    if (!isHydraOverride(override)) return undefined
    return {
      ...about,
      code: 'hydra-sweep',
      message: `'${override.keyOrGroup}' belongs to the hydra node, which is one for a whole sweep`,
      hint: override.keyOrGroup.startsWith('hydra.sweeper.params.') ? quoted(override) : 'give it one value',
    }
  }
  if (override.valueType === 'SIMPLE_CHOICE_SWEEP') {
    const { start, text } = { start: override.source.range[0], text: override.text }
    const key = text.slice(0, start)
    const values = text.slice(start).trim()
    return {
      ...about,
      code: 'sweep-in-run',
      message: `'${text}' gives several values, and one run takes one`,
      hint: 'add -m to run once for each of them',
      notes: [`as a list: ${key}[${values}]`, `as text: ${key}\\'${values}\\'`],
    }
  }
  return {
    ...about,
    code: 'sweep-in-run',
    message: `'${override.text}' is a sweep, and one run takes one value`,
    hint: 'add -m to run once for each value',
  }
}

/** A sweep that is meant as a parameter of the sweeper is a text. */
function quoted({ text, source }: Override): string {
  const start = source.range[0]
  return `quote it: ${text.slice(0, start)}\\'${text.slice(start)}\\'`
}

/**
 * A single run takes no sweeps, and a sweep does not go over the hydra node.
 * @throws ConfigError that names each override at fault
 */
export function checkSweeps(overrides: readonly Override[], mode: 'run' | 'multirun'): void {
  const wrong: Diagnostic[] = []
  for (const override of overrides) {
    if (!isSweepOverride(override)) continue
    const found = complaint(override, mode)
    if (found) wrong.push(found)
  }
  if (wrong.length > 0) throw new ConfigError(wrong)
}

import type { Diagnostic } from '../../util/diagnostic.js'

/** What tells OneCycleLR how long its cycle is. */
export interface CycleLength {
  readonly total_steps?: number | null | undefined
  readonly epochs?: number | null | undefined
  readonly steps_per_epoch?: number | null | undefined
}

/**
 * A cycle without a length, or with two of them: torch takes `total_steps` where it is given, and leaves the others
 * without effect.
 * @param path of the scheduler in the config.
 */
export function wrongLength(
  { total_steps, epochs, steps_per_epoch }: CycleLength,
  path: string,
): Diagnostic | undefined {
  const product = epochs != null && steps_per_epoch != null ? epochs * steps_per_epoch : undefined
  if (total_steps == null) {
    if (product !== undefined) return undefined
    const message = `${path} needs total_steps, or both epochs and steps_per_epoch`
    return { code: 'missing-value', path: `${path}.total_steps`, message }
  }
  if (product === total_steps || (epochs == null && steps_per_epoch == null)) return undefined
  const key = epochs == null ? 'steps_per_epoch' : 'epochs'
  const message = `${path}.${key} has no effect beside total_steps=${total_steps}, which tells the length already`
  return { code: 'two-lengths', path: `${path}.${key}`, message, hint: `++${path}.total_steps=null` }
}

import { ConfigError } from '../util/diagnostic.js'
import { RunError } from '../util/run-error.js'

/** What keeps a state of its own in checkpoints. */
interface Participant {
  stateDict?(): unknown
  loadStateDict?(state: unknown): void
}

/**
 * Gives a part of a run the state that a checkpoint has of it.
 * @param name as in the config: `callbacks.early_stopping`
 * @throws ConfigError where the state is of another kind than the part's own, or the part cannot take it
 */
export function restoreState(name: string, participant: Participant, saved: unknown): void {
  const fault = kindFault(name, participant.stateDict?.(), saved)
  if (fault !== undefined) throw damagedState(fault)
  orDamaged(name, () => participant.loadStateDict?.(saved))
}

/** Does what takes a part of a checkpoint; its errors are the checkpoint's. */
export function orDamaged(name: string, take: () => void): void {
  try {
    take()
  } catch (error) {
    if (error instanceof ConfigError || error instanceof RunError) throw error
    throw damagedState(`${name}: ${error instanceof Error ? error.message : String(error)}`, error)
  }
}

function damagedState(fault: string, cause?: unknown): ConfigError {
  const message = `the checkpoint's state is damaged: ${fault}`
  const hint = "go on from the one before: delete the newest 'step-' folder of checkpoints, and resume again"
  return new ConfigError({ code: 'damaged-checkpoint', path: '', message, hint }, { cause })
}

/** Where a saved state is of another kind than a part's state is now; what is null or empty now may become anything. */
function kindFault(at: string, own: unknown, saved: unknown): string | undefined {
  if (own === undefined || own === null || saved === null) return undefined
  const [kind, found] = [kindOf(own), kindOf(saved)]
  if (kind !== found) return `${at} is ${found}, but should be ${kind}`
  if (kind === 'a list') {
    const first = (own as unknown[])[0]
    for (const [i, item] of (saved as unknown[]).entries()) {
      const fault = first === undefined ? undefined : kindFault(`${at}[${i}]`, (own as unknown[])[i] ?? first, item)
      if (fault !== undefined) return fault
    }
  } else if (kind === 'an object') {
    for (const [key, value] of Object.entries(own)) {
      if (value === undefined) continue
      if (!Object.hasOwn(saved as object, key)) return `${at} lacks '${key}'`
      const fault = kindFault(`${at}.${key}`, value, (saved as Record<string, unknown>)[key])
      if (fault !== undefined) return fault
    }
  }
  return undefined
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (value === null) return 'null'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

import type { Diagnostic } from '../../util/diagnostic.js'

/** What Nesterov's momentum depends on. */
interface Momentum {
  readonly nesterov: boolean
  readonly momentum: number
  readonly dampening: number
}

/**
 * SGD's one rule between keys.
 * @param path of the options in the config.
 */
export function nesterovFault({ nesterov, momentum, dampening }: Momentum, path: string): Diagnostic | undefined {
  if (!nesterov || (momentum > 0 && dampening === 0)) return undefined
  const message = `${path}.nesterov needs a momentum above 0 and a dampening of 0`
  return { code: 'nesterov-needs-momentum', path: `${path}.nesterov`, message }
}

import type { Diagnostic, DiagnosticCode } from '../../util/diagnostic.js'

/** What the rules of a chain or sequence look at in one of its schedulers. */
export interface CompositePart {
  /** Whether it needs a metric at each step. */
  readonly monitors: boolean
  /** Whether it is a chain or a sequence itself. */
  readonly composite: boolean
}

/**
 * What a chain or a sequence of schedulers cannot hold.
 * @param milestones of a sequence: how many there are; undefined: a chain.
 * @param path of the scheduler in the config.
 */
export function compositeFaults(
  parts: readonly CompositePart[],
  milestones: number | undefined,
  path: string,
): Diagnostic[] {
  const faults: Diagnostic[] = []
  const refuse = (code: DiagnosticCode, at: string, message: string) => faults.push({ code, path: at, message })
  if (parts.length === 0)
    refuse('no-schedulers', `${path}.schedulers`, `${path}.schedulers needs at least one scheduler`)
  for (const [index, { monitors, composite }] of parts.entries()) {
    const at = `${path}.schedulers[${index}]`
    if (monitors)
      refuse('needs-metric', at, `${at} needs a metric at each step, but a composite scheduler has none to give`)
    if (composite && index > 0 && milestones !== undefined) {
      refuse('composite-takes-over', at, `${at}: a chain or sequence can only come first in a SequentialLR`)
    }
  }
  const expected = parts.length - 1
  if (milestones !== undefined && parts.length > 0 && milestones !== expected) {
    const message = `${path}.milestones must be ${expected} for ${parts.length} schedulers, but are ${milestones}`
    refuse('wrong-length', `${path}.milestones`, message)
  }
  return faults
}

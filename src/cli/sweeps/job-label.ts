import type { JobDocument } from '../../sweep/job-document.js'
import { maskTyped } from '../../util/mask-named.js'

type Named = Pick<JobDocument, 'num' | 'overrides'>

/** A job as lines name it: `#3: lr=0.1`. */
export function jobLabel({ num, overrides }: Named): string {
  return `#${num}: ${overrides.map(maskTyped).join(' ') || '(no overrides)'}`
}

/** What jobs of a sweep have in common, and in what each differs. */
export class JobLabels {
  readonly #counts = new Map<string, number>()
  #jobs = 0

  add({ overrides }: Named): void {
    this.#jobs++
    for (const override of new Set(overrides)) this.#counts.set(override, (this.#counts.get(override) ?? 0) + 1)
  }

  /** Overrides that other jobs do not have, and those that all have. */
  split({ overrides }: Named): { own: string[]; common: string[] } {
    const isCommon = (override: string) => this.#jobs > 1 && this.#counts.get(override) === this.#jobs
    return { own: overrides.filter((each) => !isCommon(each)), common: overrides.filter(isCommon) }
  }
}

/** `lr=0.1` of `optimizer.lr=0.1`. */
export function withoutParents(override: string): string {
  const equals = override.indexOf('=')
  const key = equals < 0 ? override : override.slice(0, equals)
  return override.slice(key.lastIndexOf('.') + 1)
}

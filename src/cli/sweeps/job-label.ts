import { isSweepOverride, type Override } from '../../compose/override/index.js'
import type { JobDocument } from '../../sweep/job-document.js'
import { maskTyped } from '../../util/mask-named.js'

type Named = Pick<JobDocument, 'num' | 'overrides'>

/** A job with all that it has: `#3: lr=0.1 trainer.max_epochs=2`. */
export function jobLabel({ num, overrides }: Named): string {
  return `#${num}: ${overrides.map(maskTyped).join(' ') || '(no overrides)'}`
}

/** Names the jobs of a sweep by what is swept: what all of them have says nothing of any. */
export class JobLabels {
  readonly #fixed: ReadonlySet<string>

  /** @param typed all overrides of the sweep */
  constructor(typed: readonly Override[]) {
    const fixed = typed.filter((override) => !isSweepOverride(override))
    // A sweeper may write one as it was read.
    this.#fixed = new Set(
      fixed.flatMap(({ text, keyElement, valueText }) => [text, `${keyElement}=${valueText}`]).map(maskTyped),
    )
  }

  /** What is swept, and what all jobs have; of a job that nothing is swept for, all is its own. Masked. */
  split({ overrides }: Named): { own: string[]; common: string[] } {
    const shown = overrides.map(maskTyped)
    const own = shown.filter((each) => !this.#fixed.has(each))
    return own.length > 0 ? { own, common: shown.filter((each) => this.#fixed.has(each)) } : { own: shown, common: [] }
  }

  /** `#3: lr=0.1`. */
  of(job: Named): string {
    return `#${job.num}: ${this.split(job).own.join(' ') || '(no overrides)'}`
  }
}

/** `lr=0.1` of `optimizer.lr=0.1`. */
export function withoutParents(override: string): string {
  const equals = override.indexOf('=')
  const key = equals < 0 ? override : override.slice(0, equals)
  return override.slice(key.lastIndexOf('.') + 1)
}

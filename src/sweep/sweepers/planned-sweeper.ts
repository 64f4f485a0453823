import type { JobDocument, JobResult } from '../job-document.js'
import type { JobOverrides, Sweeper, SweepSpace } from './sweeper.js'

/** A sweeper whose jobs are all known before any has run. */
export abstract class PlannedSweeper implements Sweeper {
  #jobs: readonly JobOverrides[] = []
  #asked = 0
  #empty: readonly string[] = []

  /** Every job, in order. */
  protected abstract jobs(space: SweepSpace): readonly JobOverrides[]

  /** Why there is no job: notes for the error. */
  protected abstract whyEmpty(space: SweepSpace): readonly string[]

  plan(space: SweepSpace): readonly JobOverrides[] {
    const all = this.jobs(space)
    this.#jobs = all.filter(space.keep)
    if (all.length === 0) this.#empty = this.whyEmpty(space)
    return this.#jobs
  }

  ask(free: number): readonly JobOverrides[] {
    const next = this.#jobs.slice(this.#asked, this.#asked + free)
    this.#asked += next.length
    return next
  }

  tell(_job: JobDocument, _result: JobResult): void {}

  summary(): string | undefined {
    return this.#empty.length > 0 ? `nothing to run: ${this.#empty.join('; ')}` : undefined
  }
}

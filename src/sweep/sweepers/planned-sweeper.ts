import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import type { JobDocument, JobResult } from '../job-document.js'
import type { JobOverrides, Sweeper, SweepSpace } from './sweeper.js'

/** A sweeper whose jobs are all known before any has run. */
export abstract class PlannedSweeper implements Sweeper {
  #jobs: readonly JobOverrides[] = []
  #asked = 0

  /** Every job, in order. */
  protected abstract jobs(space: SweepSpace): readonly JobOverrides[]

  /** Why there is no job. */
  protected abstract whyEmpty(space: SweepSpace): readonly Diagnostic[]

  plan(space: SweepSpace): readonly JobOverrides[] {
    const all = this.jobs(space)
    this.#jobs = all.filter(space.keep)
    if (all.length === 0) throw new ConfigError(this.whyEmpty(space))
    return this.#jobs
  }

  ask(free: number): readonly JobOverrides[] {
    const next = this.#jobs.slice(this.#asked, this.#asked + free)
    this.#asked += next.length
    return next
  }

  tell(_job: JobDocument, _result: JobResult): void {}
}

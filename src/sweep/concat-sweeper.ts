import { emptySweeps, expandSweep } from '../compose/expand-sweep.js'
import { PlannedSweeper } from './planned-sweeper.js'
import type { JobOverrides, SweepSpace } from './sweeper.js'

export interface ConcatSweeperParams {
  /** Each by key, as on the command line. */
  grids: readonly Readonly<Record<string, string>>[]
}

/** Several grids, one after the other; what the command line gives is part of each. */
export class ConcatSweeper extends PlannedSweeper {
  readonly #grids: ConcatSweeperParams['grids']
  #empty: string[] = []

  constructor({ grids }: ConcatSweeperParams) {
    super()
    this.#grids = grids
  }

  protected jobs({ overrides, repository }: SweepSpace): readonly JobOverrides[] {
    return this.#grids.flatMap((params) => {
      const grid = { overrides, params, repository }
      const jobs = expandSweep(grid)
      if (jobs.length === 0) this.#empty.push(...emptySweeps(grid))
      return jobs
    })
  }

  protected whyEmpty(): string[] {
    return this.#empty
  }
}

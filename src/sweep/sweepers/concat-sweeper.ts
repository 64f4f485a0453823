import { emptySweeps, expandSweep } from '../../compose/expand-sweep.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { PlannedSweeper } from './planned-sweeper.js'
import type { JobOverrides, SweepSpace } from './sweeper.js'

export interface ConcatSweeperParams {
  /** Each by key, as on the command line. */
  grids: readonly Readonly<Record<string, string>>[]
  /** Sweeps by key that each grid has, too, unless it has the key itself. Default: none. */
  params?: Readonly<Record<string, string>> | null
}

/** Several grids, one after the other; what the command line gives is part of each. */
export class ConcatSweeper extends PlannedSweeper {
  readonly #grids: ConcatSweeperParams['grids']
  readonly #params: Readonly<Record<string, string>>
  #empty: Diagnostic[] = []

  constructor({ grids, params }: ConcatSweeperParams) {
    super()
    this.#grids = grids
    this.#params = params ?? {}
  }

  protected jobs({ overrides, repository }: SweepSpace): readonly JobOverrides[] {
    return this.#grids.flatMap((own) => {
      const grid = { overrides, params: { ...this.#params, ...own }, repository }
      const jobs = expandSweep(grid)
      if (jobs.length === 0) this.#empty.push(...emptySweeps(grid))
      return jobs
    })
  }

  protected whyEmpty(): Diagnostic[] {
    return this.#empty
  }
}

import { resolve } from 'node:path'
import { emptySweeps, expandSweep } from '../../compose/expand-sweep.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import type { FileSource } from '../../util/source.js'
import { PlannedSweeper } from './planned-sweeper.js'
import { type Point, type PointsFile, readPoints } from './points-file.js'
import type { JobOverrides, SweepSpace } from './sweeper.js'

export interface ListSweeperParams {
  /** A CSV file whose header names the keys, or a YAML list of maps. */
  file: string
  /** Sweeps by key: each point is run with every combination of them. Default: none. */
  params?: Readonly<Record<string, string>> | null
}

/** Runs the points of a file, in its order. */
export class ListSweeper extends PlannedSweeper {
  readonly #file: string
  readonly #params: Readonly<Record<string, string>>
  #read: PointsFile | undefined

  constructor({ file, params }: ListSweeperParams) {
    super()
    this.#file = file
    this.#params = params ?? {}
  }

  protected jobs({ overrides, repository, cwd }: SweepSpace): readonly JobOverrides[] {
    const others = expandSweep({ overrides, params: this.#params, repository })
    this.#read = readPoints(resolve(cwd, this.#file))
    return this.#read.points.flatMap(({ point }) => others.map((other) => [...point, ...other]))
  }

  placeOf(job: JobOverrides, override: string, part: 'key' | 'value'): FileSource | undefined {
    const own = new Set(job)
    let found: Point | undefined
    // Of points with some keys alone, the one that has most of the job.
    for (const each of this.#read?.points ?? []) {
      const isMore = each.point.length > (found?.point.length ?? 0)
      if (isMore && each.point.every((text) => own.has(text))) found = each
    }
    const place = found?.point.indexOf(override) ?? -1
    return found && place >= 0 ? this.#read?.placeOf(found, place, part) : undefined
  }

  protected whyEmpty({ overrides, repository }: SweepSpace): Diagnostic[] {
    if (this.#read?.points.length !== 0) return emptySweeps({ overrides, params: this.#params, repository })
    return [{ code: 'no-jobs', path: 'hydra.sweeper.file', message: `'${this.#file}' has no points` }]
  }
}

import { resolve } from 'node:path'
import { emptySweeps, expandSweep } from '../../compose/expand-sweep.js'
import { bareKey, isSweepOverride, type Override, parseOverride } from '../../compose/override/index.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import { maskTyped } from '../../util/mask-named.js'
import type { FileSource } from '../../util/source.js'
import { PlannedSweeper } from './planned-sweeper.js'
import { type Point, type PointsFile, readPoints } from './points-file.js'
import type { JobOverrides, SweepSpace } from './sweeper.js'
import { keysSetBy } from './swept-keys.js'

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
    this.#refuseShared(overrides, repository)
    return this.#read.points.flatMap(({ point }) => others.map((other) => [...point, ...other]))
  }

  /** A key that is swept would take the place of the points' own value, in as many jobs as there are points. */
  #refuseShared(overrides: readonly string[], { versionBase }: SweepSpace['repository']): void {
    const params = Object.entries(this.#params).map(([key, value]) => `${key}=${value}`)
    const given = [
      ...params.map((text) => parseOverride(text, { origin: 'hydra.sweeper.params', versionBase })),
      ...overrides.map((text) => parseOverride(text, { versionBase })),
    ]
    const last = new Map(given.map((override) => [override.keyElement, override]))
    const swept = [...last.values()].filter((override) => isSweepOverride(override))
    const keys = new Map(swept.flatMap((override) => keysSetBy(override).map((key) => [key, override])))
    if (keys.size === 0) return
    for (const point of this.#read?.points ?? []) {
      for (const [place, text] of point.point.entries()) {
        const key = bareKey(text.slice(0, text.indexOf('=')))
        const override = keys.get(key)
        if (override) throw this.#shared(key, override, this.#read?.placeOf(point, place, 'key'))
      }
    }
  }

  #shared(key: string, { text, source }: Override, place: FileSource | undefined): ConfigError {
    return new ConfigError({
      code: 'points-file',
      path: key,
      message: `'${maskTyped(text)}' is swept, and the points of '${this.#file}' have a '${key}' of their own`,
      source,
      hint: 'leave one of them out',
      notes: place ? [`it is named in ${place.file}:${place.line}:${place.column}`] : [],
    })
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

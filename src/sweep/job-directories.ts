import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Config } from '../compose/index.js'
import { entryAt } from '../config/key-path.js'
import { bindJob } from '../run/job.js'
import type { SweepPlace } from './job-document.js'
import type { SweepJob } from './swept-task.js'

/** Gives each job a directory that no other job has, before it starts: where the config names one twice, `NAME-2`. */
export class JobDirectories {
  readonly #wanted = new Map<number, string>()
  readonly #taken = new Set<string>()
  readonly #place: SweepPlace

  /** @param place where the sweep wanted to be when its jobs were composed */
  constructor(place: SweepPlace) {
    this.#place = place
  }

  /** A directory that a job has already. */
  take(dir: string): void {
    this.#taken.add(dir)
  }

  /** Notes what a job's config says. @throws ConfigError where that leads out of the sweep's directory */
  note(num: number, { config, facts }: SweepJob): void {
    if (!this.#isNumbered(config)) this.#wanted.set(num, bindJob(config, facts).wanted.dir)
  }

  /** As by default: the job's number, in the sweep's own directory. Most sweeps need not look further. */
  #isNumbered({ hydra }: Config): boolean {
    const [dir, subdir] = ['dir', 'subdir'].map((key) => entryAt(hydra, 'sweep', key))
    const isOwn =
      dir?.kind === 'string'
        ? dir.value === this.#place.named
        : dir?.kind === 'interpolation' && dir.value.replaceAll(/\$\{now:[^{}]*\}/g, '').indexOf('${') < 0
    return isOwn && subdir?.kind === 'interpolation' && subdir.value === '${hydra.job.num}'
  }

  /** @param dir the sweep's directory, which may have become another than the one that it wanted */
  assign(num: number, dir: string): string {
    const wanted = this.#wanted.get(num) ?? join(this.#place.dir, String(num))
    const way = relative(this.#place.dir, wanted)
    const base = way.startsWith('..') ? wanted : join(dir, way)
    for (let n = 1; ; n++) {
      const name = n === 1 ? base : `${base}-${n}`
      if (this.#taken.has(name) || existsSync(name)) continue
      this.#taken.add(name)
      return name
    }
  }
}

import { resolve } from 'node:path'
import type { ListedSweep, WireSweep } from '../browser/ui/wire.js'
import { parameterImportance } from '../report/importance/importance.js'
import { stampOf } from '../rundir/run-index.js'
import { readLedger } from '../sweep/ledger.js'
import { readStudy } from '../sweep/study/read-study.js'
import { readSweepFile } from '../sweep/sweep-file.js'
import { sweepLayout } from '../sweep/sweep-layout.js'
import { readState } from '../sweep/sweep-state.js'
import { ConfigError } from '../util/diagnostic.js'
import { maskTyped } from '../util/mask-named.js'
import { shellWord } from '../util/shell-word.js'
import { locateSweep } from './locate-run.js'
import { belowFolder } from './run-detail.js'
import type { RunStore } from './run-store.js'

/** What is found out of a ledger again only when it is another one. */
class Kept<T> {
  readonly #values = new Map<string, { stamp: string | undefined; value: T }>()

  of(place: string, find: () => T): T {
    const stamp = stampOf(sweepLayout(place).ledger)
    const before = this.#values.get(place)
    if (before && before.stamp === stamp) return before.value
    const value = find()
    this.#values.set(place, { stamp, value })
    return value
  }
}

/** Sweeps below the folder, by their directories. */
export class Sweeps {
  readonly #store: RunStore
  readonly #listed = new Kept<Omit<ListedSweep, 'dir'>>()
  readonly #details = new Kept<Omit<WireSweep, 'runs'>>()

  constructor(store: RunStore) {
    this.#store = store
  }

  /** All of them; one that cannot be read, or has just gone, is listed with why. */
  list(): ListedSweep[] {
    return [...this.#store.sweeps].sort().map((dir) => ({ dir, ...orProblem(() => this.#listOne(dir)) }))
  }

  #listOne(dir: string): Omit<ListedSweep, 'dir'> {
    const place = locateSweep(this.#store, dir)
    return this.#listed.of(place, () => orProblem(() => readListed(place)))
  }

  /** One, as its ledger tells of it now. @throws ConfigError where there is none, or it is damaged */
  detail(dir: string): WireSweep {
    const place = locateSweep(this.#store, dir)
    const detail = this.#details.of(place, () => readDetail(place))
    // Runs come and go without the ledger.
    const runs = detail.study.trials.map((trial) => belowFolder(this.#store, resolve(place, trial.dir)) ?? null)
    return { ...detail, runs }
  }
}

function readListed(place: string): Omit<ListedSweep, 'dir'> {
  const { definition } = readSweepFile(place)
  const jobs: Record<string, number> = {}
  for (const { status } of readState(readLedger(sweepLayout(place).ledger)).jobs.values()) {
    jobs[status] = (jobs[status] ?? 0) + 1
  }
  return { began: definition.now, jobs, overrides: definition.overrides.map(maskTyped), problem: null }
}

function orProblem(read: () => Omit<ListedSweep, 'dir'>): Omit<ListedSweep, 'dir'> {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { began: null, jobs: {}, overrides: [], problem: error.message }
  }
}

function readDetail(place: string): Omit<WireSweep, 'runs'> {
  const { study, overrides, began } = readStudy(place)
  return {
    began,
    study,
    importance: study.metrics.map((_, metric) => [...parameterImportance(study, metric)]),
    best: study.front.map((num) => ({ num, line: (overrides.get(num) ?? []).map(shellWord).join(' ') })),
  }
}

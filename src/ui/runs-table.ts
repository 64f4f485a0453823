import type { GroupsTable, RunNotes, RunsTable } from '../browser/ui/wire.js'
import { groupRuns } from '../report/group-runs.js'
import { byVariety, differingParameters, fieldOf, type KnownFields, knownFields } from '../report/run-fields.js'
import { requireField, selectRuns } from '../report/where.js'
import type { RunSummary } from '../rundir/run-index.js'
import { shownPath } from '../util/shown-path.js'
import { belowFolder } from './run-detail.js'
import type { RunStore } from './run-store.js'

/** More columns than this are chosen by the user alone. */
const MOST_PROPOSED = 6

interface Query {
  conditions: readonly string[]
  /** Words that a run's directory, name, tags or notes must have. */
  words: readonly string[]
}

/** What is slow to find out of all runs, until one of them changes. */
export class RunsTables {
  readonly #store: RunStore
  #version = -1
  #differing: string[] = []
  #known: KnownFields = new Set<string>()

  constructor(store: RunStore) {
    this.#store = store
  }

  /**
   * The runs that are asked for. @param names columns; default: those that are proposed
   * @throws ConfigError where a condition or a column is not one of theirs
   */
  table(query: Query, names?: readonly string[]): RunsTable {
    this.#refresh()
    const { root, runs: all } = this.#store
    for (const name of names ?? []) if (all.length > 0) requireField(name, this.#known, name)
    const runs = this.#select(query)
    const proposed = this.#proposed(all)
    const columns = (names ?? proposed).map((name) => [name, runs.map((run) => this.#cell(run, name))] as const)
    return {
      folder: shownPath(root),
      total: all.length,
      dirs: runs.map(({ dir }) => dir),
      statuses: runs.map(({ status }) => status),
      notes: this.#notes(runs),
      columns: Object.fromEntries(columns),
      proposed,
      known: [...this.#known],
    }
  }

  /** Means over seeds of the runs that are asked for. @throws ConfigError as `table` */
  groups(query: Query): GroupsTable {
    const runs = this.#select(query)
    const groups = groupRuns(runs)
    const names = differingParameters(groups)
    return {
      reproductions: runs.filter(({ reproduces }) => reproduces !== null).length,
      groups: groups.map(({ runs: members, config: _, ...rest }) => {
        const values = names.map((name) => [name, fieldOf(members[0] as RunSummary, name) ?? null] as const)
        return { ...rest, dirs: members.map(({ dir }) => dir), values: Object.fromEntries(values) }
      }),
    }
  }

  /** A run of this folder is called as in its own row. */
  #cell(run: RunSummary, name: string) {
    const value = fieldOf(run, name) ?? null
    return name === 'reproduces' && run.reproduces !== null
      ? (belowFolder(this.#store, run.reproduces) ?? value)
      : value
  }

  #refresh(): void {
    if (this.#version === this.#store.version) return
    this.#version = this.#store.version
    this.#differing = byVariety(differingParameters(this.#store.runs), this.#store.runs)
    this.#known = knownFields(this.#store.runs)
  }

  #proposed(runs: readonly RunSummary[]): string[] {
    const seeds = new Set(runs.map(({ seed }) => seed)).size > 1
    return [
      'status',
      ...(runs.some(({ kind }) => kind === 'eval') ? ['kind'] : []),
      'acc',
      'loss',
      ...this.#differing.slice(0, MOST_PROPOSED),
      ...(seeds ? ['seed'] : []),
      'duration',
      'started',
      ...(runs.some(({ reproduces }) => reproduces !== null) ? ['reproduces'] : []),
    ]
  }

  #select({ conditions, words }: Query): readonly RunSummary[] {
    const { runs } = this.#store
    const chosen = conditions.length > 0 && runs.length > 0 ? selectRuns(runs, conditions) : runs
    if (words.length === 0) return chosen
    const wanted = words.map((word) => word.toLowerCase())
    return chosen.filter(({ dir }) => {
      const { name, tags, notes } = this.#store.notes(dir)
      const text = [dir, name, ...tags, notes].join('\n').toLowerCase()
      return wanted.every((word) => text.includes(word))
    })
  }

  #notes(runs: readonly RunSummary[]): Record<string, RunNotes> {
    const said = runs.map(({ dir }) => [dir, this.#store.notes(dir)] as const)
    return Object.fromEntries(said.filter(([, { name, tags, notes }]) => name || notes || tags.length > 0))
  }
}

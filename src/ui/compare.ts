import type { ComparedRun, WireComparison } from '../browser/ui/wire.js'
import { groupRuns } from '../report/group-runs.js'
import { differingParameters, fieldOf, parametersOf } from '../report/run-fields.js'
import { figureOf } from '../report/task-figures.js'
import { readRunRecord } from '../rundir/run-record.js'
import type { RunSummary } from '../runs/index.js'
import { ConfigError } from '../util/diagnostic.js'
import { locateRun } from './locate-run.js'
import type { RunStore } from './run-store.js'
import { valueText } from './value-text.js'

/** Runs of the store side by side. @param names of runs, in the order in which they are shown */
export function compare(names: readonly string[], store: RunStore): WireComparison {
  const problems = names.flatMap((dir) => {
    const message = problemOf(dir, store)
    return message === undefined ? [] : [{ dir, message }]
  })
  const broken = new Set(problems.map(({ dir }) => dir))
  const runs = names.flatMap((name) => (broken.has(name) ? [] : (store.run(name) ?? [])))
  const labels = unique(runs.map(({ dir }) => store.notes(dir).name || dir))
  const groups = groupNames(runs, labels)
  const gains = gainsOf(runs, store.runs)
  return {
    runs: runs.map(
      (run, i): ComparedRun => ({
        dir: run.dir,
        label: labels[i] as string,
        group: groups[i] as string,
        status: run.status,
        durationSeconds: run.durationSeconds,
        results: run.results,
        gains: gains.get(run) ?? null,
      }),
    ),
    problems,
    differences: differences(runs),
  }
}

/** Why a run cannot be compared: it is gone, or its record is damaged. */
function problemOf(name: string, store: RunStore): string | undefined {
  try {
    readRunRecord(locateRun(store, name))
    return undefined
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
}

function differences(runs: readonly RunSummary[]): WireComparison['differences'] {
  const keys = [...new Set(runs.flatMap(({ config }) => Object.keys(config)))]
  return keys.flatMap((key) => {
    const values = runs.map(({ config }) => (Object.hasOwn(config, key) ? valueText(config[key] ?? null) : null))
    return new Set(values).size > 1 ? [{ key, values }] : []
  })
}

/** Two runs of the same name are told apart by a number. */
function unique(names: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  })
}

/** Groups go by the values in which they differ, or by the name of their first run. */
function groupNames(runs: readonly RunSummary[], labels: readonly string[]): string[] {
  const keys = runs.map((run) =>
    JSON.stringify([run.kind, [...parametersOf(run)].sort(([a], [b]) => (a < b ? -1 : 1))]),
  )
  const firsts = new Map(keys.map((key) => [key, keys.indexOf(key)] as const))
  const members = [...firsts.values()].map((first) => runs[first] as RunSummary)
  const names = differingParameters(members)
  const texts = [...firsts].map(([key, first]) => {
    const values = names.map((name) => {
      const value = fieldOf(runs[first] as RunSummary, name)
      return value === undefined ? undefined : `${name}=${valueText(value)}`
    })
    return [key, values.filter(Boolean).join(' ') || (labels[first] as string)] as const
  })
  const called = new Map(texts)
  return keys.map((key) => called.get(key) as string)
}

/** How much better each run is, task by task, than the baseline that `ls --group` finds for its group. */
function gainsOf(chosen: readonly RunSummary[], all: readonly RunSummary[]): Map<RunSummary, Record<string, number>> {
  const gains = new Map<RunSummary, Record<string, number>>()
  if (!all.some(({ config }) => String(config['algorithm._target_']).endsWith('.SingleLearning'))) return gains
  const wanted = new Set(chosen)
  for (const { runs, gain, tasks, figures } of groupRuns(all)) {
    if (!gain) continue
    for (const run of runs) {
      if (!wanted.has(run)) continue
      const own = Object.entries(gain.tasks).flatMap(([task, value]) => {
        const figure = run.results ? figureOf(run.results, task) : undefined
        const mean = tasks[task]?.mean
        if (!figure || mean === undefined) return []
        // The gain is that of the group's mean.
        return [[task, value + (figures[task]?.higher ? 1 : -1) * (figure.value - mean)] as const]
      })
      gains.set(run, Object.fromEntries(own))
    }
  }
  return gains
}

import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { childPath, pythonRepr } from '../config/index.js'
import type { MapNode, Node } from '../config/node.js'
import { withoutNamed } from '../config/without-named.js'
import { runLayout } from '../rundir/layout.js'
import { removeLeftovers } from '../rundir/leftovers.js'
import { type RunRecord, readRunRecord } from '../rundir/run-record.js'
import { maskTyped } from '../util/mask-named.js'
import { describeSource } from '../util/source.js'
import { type EnvironmentDifference, environmentDifferences } from './environment-differences.js'
import { readSavedRoot } from './saved-config.js'
import { readSources, type SavedSources, sourceIn } from './saved-sources.js'

/** One value of two configs that is not the same; null where a run does not have the key. */
export interface ConfigDifference {
  key: string
  first: string | null
  second: string | null
  /** The override, or the line of a config, that says so. */
  firstSource: string | null
  secondSource: string | null
}

export interface MetricPair {
  name: string
  first: number | null
  second: number | null
}

/** What two runs do not have in common. */
export interface RunDiff {
  config: ConfigDifference[]
  environment: EnvironmentDifference[]
  metrics: MetricPair[]
}

/**
 * What two runs do not have in common, and what came out of each.
 * @throws ConfigError where one of them is no run
 */
export function diffRuns(firstDir: string, secondDir: string, cwd: string): RunDiff {
  const [a, b] = [firstDir, secondDir].map((dir) => readSide(resolve(cwd, dir), cwd)) as [Side, Side]
  const keys = new Set([...a.values.keys(), ...b.values.keys()])
  const config = [...keys].flatMap((key): ConfigDifference[] => {
    const [x, y] = [a.values.get(key), b.values.get(key)]
    const [first, second] = [x, y].map((node) => (node ? show(withoutNamed(node, key)) : null)) as [
      string | null,
      string | null,
    ]
    if (first === second) return []
    return [{ key, first, second, firstSource: sourceOf(a, key, x), secondSource: sourceOf(b, key, y) }]
  })
  // The configs say it, and who set it.
  const saysSeed = config.some(({ key }) => key === 'seed')
  const all = environmentDifferences(a.record, b.record)
  const environment = saysSeed ? all.filter(({ what }) => what !== 'seed') : all
  return { config, environment, metrics: metricPairs(a.record, b.record) }
}

interface Side {
  record: RunRecord
  values: Map<string, Node>
  sources: SavedSources
}

function readSide(dir: string, cwd: string): Side {
  const record = readRunRecord(dir)
  removeLeftovers(dir)
  const file = runLayout(dir).resolvedConfig
  // A run that was killed at its very start has a record alone.
  const values = existsSync(file) ? leaves(readSavedRoot(dir, file, relative(cwd, dir) ? cwd : dir)) : new Map()
  return { record, values, sources: readSources(dir) }
}

/** Lists are values: their items are not compared one by one. */
function leaves(root: MapNode): Map<string, Node> {
  const found = new Map<string, Node>()
  const walk = (node: Node, path: string) => {
    if (node.kind === 'map' && node.entries.size > 0) {
      for (const [key, child] of node.entries) walk(child, childPath(path, node, key))
    } else found.set(path, node)
  }
  walk(root, '')
  return found
}

function show(node: Node): string {
  return node.kind === 'string' || node.kind === 'interpolation' ? node.value : pythonRepr(node)
}

/** The last override that speaks of the key, or of a group that holds it; else who was noted when the run began. */
function sourceOf({ record, sources }: Side, key: string, node: Node | undefined): string | null {
  if (!node) return null
  const overrides = [...record.overrides, ...(record.resumes ?? []).flatMap((resumed) => resumed.overrides ?? [])]
  const said = overrides.findLast((text) => {
    const name = text.replace(/^[~+]+/, '').split(/[=@]/)[0] as string
    return key === name || key.startsWith(`${name}.`)
  })
  if (said !== undefined) return `override '${maskTyped(said)}'`
  return sourceIn(sources, key) ?? (node.source ? describeSource(node.source) : null)
}

function metricPairs(a: RunRecord, b: RunRecord): MetricPair[] {
  const [x, y] = [a, b].map(measured) as [Map<string, number>, Map<string, number>]
  return [...new Set([...x.keys(), ...y.keys()])].map((name) => {
    return { name, first: x.get(name) ?? null, second: y.get(name) ?? null }
  })
}

function measured({ results, durationSeconds }: RunRecord): Map<string, number> {
  const found = new Map<string, number>()
  if (results) {
    const { avg_acc, avg_loss_cls } = results
    if (avg_acc !== null) found.set('acc', avg_acc)
    if (avg_loss_cls !== null) found.set('loss', avg_loss_cls)
    for (const [task, value] of Object.entries(results.acc)) found.set(`acc_${task}`, value)
    for (const [task, value] of Object.entries(results.loss_cls)) found.set(`loss_${task}`, value)
    for (const { name, tasks } of results.measures ?? []) {
      for (const [task, value] of Object.entries(tasks)) found.set(`${name}_${task}`, value)
    }
  }
  if (durationSeconds !== null) found.set('duration', durationSeconds)
  return found
}

import type { WireProgress, WireRelative, WireRun, WireValue } from '../browser/ui/wire.js'
import { selectRaw } from '../config/index.js'
import type { MapNode } from '../config/node.js'
import { schemaAt } from '../inspect/schema-at.js'
import type { Registry } from '../registry/registry.js'
import { readConfusions } from '../report/read-confusions.js'
import { readSavedRoot } from '../run/saved-config.js'
import { readSources, sourceIn } from '../run/saved-sources.js'
import { LARGEST, RunFileError, readRunFile } from '../rundir/run-file.js'
import type { FlatValue, Run, RunRecord } from '../runs/index.js'
import { readRun } from '../runs/index.js'
import { shellCommand } from '../util/shell-command.js'
import { shownPath } from '../util/shown-path.js'
import { visibleLines } from '../util/visible.js'
import type { MetricStore } from './metric-store.js'
import { readNotes } from './notes.js'
import { listFiles } from './run-files.js'
import { nameBelow } from './run-names.js'
import type { RunStore } from './run-store.js'
import { valueText } from './value-text.js'

export interface DetailParts {
  store: RunStore
  metrics: MetricStore
  registry: Registry
}

/** All that a run's directory says of it. @param name as the store knows it @throws ConfigError where it is damaged */
export function runDetail(name: string, dir: string, { store, metrics, registry }: DetailParts): WireRun {
  const run = readRun(dir)
  const { record } = run
  const summary = store.run(name)
  return {
    dir: name,
    path: shownPath(dir),
    kind: record.kind,
    status: run.status,
    exitReason: record.exitReason,
    started: record.started,
    ended: record.ended,
    durationSeconds: summary?.durationSeconds ?? record.durationSeconds,
    progress: run.status === 'running' && summary ? progressOf(metrics.progress(dir, summary), record) : null,
    notes: readNotes(dir),
    results: record.results,
    classNames: record.classNames ?? {},
    confusions: readConfusions(dir),
    config: configValues(dir, record, registry),
    hparams: run.hparams ?? {},
    environment: [...environment(record)],
    data: record.data,
    checksums: record.files,
    git: record.git && {
      commit: record.git.commit,
      branch: record.git.branch,
      changed: record.git.diffSha256 !== null,
      diffOmitted: record.git.diffOmitted,
    },
    diff: record.git?.diffFile ? textOf(dir, record.git.diffFile) : null,
    files: listFiles(dir),
    commands: commandsFor(dir, run),
    reproduces: relativeOf(store, record.reproduces),
    parent: relativeOf(store, record.parent?.dir),
  }
}

/** The run that a path names, as the store knows it. */
export function belowFolder(store: RunStore, path: string): string | undefined {
  const name = nameBelow(store.root, path)
  return name !== undefined && store.run(name) ? name : undefined
}

function relativeOf(store: RunStore, path: string | undefined | null): WireRelative | null {
  if (!path) return null
  const name = belowFolder(store, path)
  return { dir: name ?? path, known: name !== undefined }
}

function textOf(dir: string, file: string): string | null {
  try {
    return visibleLines(readRunFile(dir, file, LARGEST.record).toString('utf8'))
  } catch (error) {
    if (error instanceof RunFileError) return null
    throw error
  }
}

function configValues(dir: string, { config }: RunRecord, registry: Registry): WireValue[] {
  const sources = readSources(dir)
  const root = savedRoot(dir)
  return Object.entries(config).map(([key, value]) => {
    const schema = root && selectable(root, key) ? schemaAt(root, key, registry) : undefined
    return {
      key,
      value,
      source: sourceIn(sources, key),
      description: schema?.description ?? null,
      expected: schema?.expected ?? null,
    }
  })
}

function savedRoot(dir: string): MapNode | undefined {
  try {
    return readSavedRoot(dir, 'config.resolved.yaml', dir)
  } catch {
    // A run that failed at its very start has none, and one that was changed is shown by its record.
    return undefined
  }
}

/** Keys with odd signs in them have no schema. */
function selectable(root: MapNode, key: string): boolean {
  try {
    return selectRaw(root, key) !== undefined
  } catch {
    return false
  }
}

function progressOf(
  logged: ReturnType<MetricStore['progress']>,
  { config, durationSeconds, started, resumes }: RunRecord,
): WireProgress | null {
  const total = totalSteps(config, logged?.stepsPerEpoch)
  if (!logged || total === undefined || logged.step < 0) return null
  const done = Math.min(1, (logged.step + 1) / total)
  const since = Date.parse(resumes.at(-1)?.at ?? started)
  const passed = (durationSeconds ?? 0) + Math.max(0, Date.now() - since) / 1000
  return { done, left: (passed / done) * (1 - done) }
}

function totalSteps(config: RunRecord['config'], stepsPerEpoch: number | undefined): number | undefined {
  const positive = (value: FlatValue | undefined) => (typeof value === 'number' && value > 0 ? value : undefined)
  const [steps, epochs] = [positive(config['trainer.max_steps']), positive(config['trainer.max_epochs'])]
  const ofEpochs = epochs !== undefined && stepsPerEpoch !== undefined ? epochs * stepsPerEpoch : undefined
  return steps === undefined || ofEpochs === undefined ? (steps ?? ofEpochs) : Math.min(steps, ofEpochs)
}

function* environment(record: RunRecord): Generator<readonly [string, string]> {
  yield ['command', ['polyhead', ...record.command].join(' ')]
  for (const [key, value] of Object.entries(record.backend ?? {})) yield [`backend ${key}`, valueText(value)]
  for (const [key, value] of Object.entries(record.platform)) {
    yield [key, Array.isArray(value) ? value.join(' ') : valueText(value)]
  }
  yield ['process', `${record.process.pid} on ${record.process.host}`]
  for (const [name, version] of Object.entries(record.versions)) yield [name, version]
}

function commandsFor(dir: string, { status, record }: Run): [string, string][] {
  const path = shownPath(dir)
  const trains = record.kind === 'train'
  const stopped = status === 'interrupted' || status === 'failed' || status === 'killed'
  const names = [
    ...(trains && status === 'done' ? ['reproduce'] : []),
    ...(trains && stopped ? ['resume'] : []),
    ...(trains && status !== 'running' ? ['eval'] : []),
    'report',
  ]
  return names.map((name) => [name, shellCommand(name, path)])
}

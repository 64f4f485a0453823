import { join, relative } from 'node:path'
import { builtinRegistry } from '../components/manifests.js'
import type { Config } from '../compose/index.js'
import { fromPlain, selectRaw, toPlain, toYaml } from '../config/index.js'
import type { MapNode } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import { flatConfig } from '../rundir/flat-config.js'
import { nonAlgorithmicHparams } from '../rundir/hparams.js'
import { runLayout } from '../rundir/layout.js'
import { lockRun } from '../rundir/run-lock.js'
import { createRunLog, type LogLevel } from '../rundir/run-log.js'
import { newRunRecord, type ParentRun, printRunRecord, type RunRecord, writeRunRecord } from '../rundir/run-record.js'
import { maskSecrets } from '../rundir/secrets.js'
import { writeFileAtomic } from '../rundir/write-file.js'
import { withPlaces } from '../schema/place-diagnostics.js'
import type { Checkpoint } from '../training/checkpoint.js'
import type { MTLDataset, PreparedFile } from '../training/dataset.js'
import type { RunContext } from '../training/run-context.js'
import { Interrupted } from '../util/interrupted.js'
import type { Log } from '../util/log.js'
import { Assembly, taskIds } from './assemble.js'
import { drawSeed } from './draw-seed.js'
import { type BoundJob, bindJob, hydraText, type JobFacts, openJob } from './job.js'
import { type Plan, planRun, resolvePlan } from './plan.js'
import { resolvedConfig } from './resolved-config.js'
import { systemFault } from './system-fault.js'
import { type TrainingJob, type TrainingResult, train } from './train.js'

export interface RunOptions extends Partial<RunContext> {
  /** Default: the built-in components. */
  registry?: Registry
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** The run's moment, which names its directory. Default: now. */
  now?: Date
  sweep?: JobFacts['sweep']
  /** Shows a line of the log; default: nowhere. */
  show?: (line: string, level: LogLevel) => void
  level?: LogLevel
  /** Where to write, whatever `hydra.run.dir` says. */
  outputDir?: string
  /** The run that this one reproduces, for its record. */
  reproduces?: string
  /** The run whose weights this one tests, for its record. */
  parent?: ParentRun
  /** Computes on this backend, whatever the config says. */
  pinnedBackend?: MapNode
  /** What is done with the prepared parts. Default: training. */
  work?: (job: TrainingJob) => Promise<TrainingResult>
  /** The run that goes on: its directory and record are used again. */
  resumed?: ResumedRun
}

/** A run that goes on in its directory, which is locked for this process. */
export interface ResumedRun {
  /** Its `hydra.job.name`, after which its log is named. */
  jobName: string
  record: RunRecord
  /** Null: no checkpoint was saved yet. */
  from: Checkpoint | null
}

export interface RunResult extends TrainingResult {
  outputDir: string
}

/** A run that is known to be possible: valid, its data there and whole. Nothing is written yet. */
export interface PreparedRun {
  bound: BoundJob
  plan: Plan
  dataset: MTLDataset
  data: readonly PreparedFile[]
  facts: JobFacts
  registry: Registry
}

/**
 * Binds, validates, and opens the data of a composed config.
 * @throws ConfigError with everything that is wrong
 */
export async function prepareRun(composed: Config, options: RunOptions = {}): Promise<PreparedRun> {
  const checked = await checkRun(composed, options)
  const { resolved } = checked.plan
  // TensorFlow.js loads while other threads read and unpack the data.
  void import('../backends/load-tensorflow.js').then(({ loadGradients }) => loadGradients())
  return await withPlaces(resolved, async () => {
    const dataset = (await new Assembly(resolved, checked.registry).make<MTLDataset>('dataset')) as MTLDataset
    return { ...checked, dataset, data: await dataset.prepare() }
  })
}

/** The part of `prepareRun` that opens no data: binds, resolves and validates. */
export async function checkRun(
  composed: Config,
  options: RunOptions = {},
): Promise<Omit<PreparedRun, 'dataset' | 'data'>> {
  const registry = options.registry ?? builtinRegistry
  const facts: JobFacts = {
    cwd: options.cwd ?? process.cwd(),
    now: options.now ?? new Date(),
    name: 'run',
    env: options.env ?? process.env,
    ...(options.sweep && { sweep: options.sweep }),
  }
  const bound = bindJob(drawSeed(composed), facts, options.outputDir)
  return { bound, plan: await planRun(bound.config, registry, facts), facts, registry }
}

/**
 * One training run, from a composed config to a directory with everything in it.
 * @throws ConfigError where the config or the data are wrong: nothing is written then
 * @throws RunError where training fails; Interrupted where `signal` stopped it: the directory is kept, its status says which
 */
export async function run(composed: Config, options: RunOptions = {}): Promise<RunResult> {
  return execute(await prepareRun(composed, options), options)
}

/** Trains what was prepared. */
export async function execute(prepared: PreparedRun, options: RunOptions = {}): Promise<RunResult> {
  const { resumed } = options
  if (resumed)
    return perform(prepared, options, { dir: prepared.bound.wanted.dir, config: prepared.bound.config, ...resumed })
  const place = openPlace(prepared, options)
  const lock = await lockRun(place.dir)
  try {
    return await perform(prepared, options, place)
  } finally {
    lock.release()
  }
}

/** Where a run writes, under which name, and its record. */
interface Place {
  dir: string
  /** Bound to that directory. */
  config: Config
  jobName: string
  record: RunRecord
  /** Uncommitted changes of the project, to be saved. */
  diff?: string | null
}

function openPlace({ bound, facts }: PreparedRun, options: RunOptions): Place {
  const { record, diff } = newRunRecord({
    kind: options.parent ? 'eval' : 'train',
    cwd: facts.cwd,
    env: facts.env,
    parent: options.parent ?? null,
    overrides: toPlain(selectRaw(bound.config.hydra, 'overrides.task') ?? fromPlain([])) as string[],
    reproduces: options.reproduces ?? null,
  })
  const { dir, config } = openJob(bound.config, bound, facts, { name: 'run.json', text: printRunRecord(record) })
  return { dir, config, jobName: hydraText(config, 'hydra.job.name', facts) ?? 'run', record, diff }
}

async function perform(prepared: PreparedRun, options: RunOptions, place: Place): Promise<RunResult> {
  const { bound, facts, registry, dataset, data } = prepared
  const { dir, config, jobName, record, diff = null } = place
  const clock = runClock(record)
  const plan = dir === bound.wanted.dir ? prepared.plan : resolvePlan(config, registry, facts)
  const layout = runLayout(dir)
  const hparams = nonAlgorithmicHparams(plan.resolved)
  const log = createRunLog(jobName, {
    file: join(dir, `${jobName}.log`),
    level: options.level ?? 'info',
    show: options.show ?? (() => {}),
  })
  const context: RunContext = {
    signal: options.signal ?? new AbortController().signal,
    report: options.report ?? (() => 'continue'),
    log: options.log ?? log,
  }
  record.seed = toPlain(plan.resolved.entries.get('seed') ?? { kind: 'null', value: null }) as number
  record.trainTasks = taskIds(plan.resolved, 'train_tasks')
  record.evalTasks = taskIds(plan.resolved, 'eval_tasks')
  record.data = [...data]
  try {
    if (!options.resumed) {
      const saved = resolvedConfig(plan.config, plan.resolved, facts)
      record.config = flatConfig(saved, (text) => maskSecrets(text, facts.env))
      writeFileAtomic(layout.resolvedConfig, toYaml(saved))
    }
    if (diff !== null) writeFileAtomic(layout.gitDiff, diff)
    writeFileAtomic(layout.hparams, toYaml(hparams))
    for (const warning of plan.warnings) context.log.warn(warning.message)
    context.log.debug(`output directory: ${dir}`)
    const assembly = new Assembly(onBackend(plan.resolved, options.pinnedBackend), registry)
    const resumeFrom = options.resumed?.from
    const result = await (options.work ?? train)({ assembly, dataset, hparams, layout, context, record, resumeFrom })
    finish(dir, record, clock, { status: 'done' })
    await addReport(dir, context.log)
    return { ...result, outputDir: dir }
  } catch (thrown) {
    const error = record.kind === 'train' ? withWayOn(systemFault(thrown, dir), dir) : thrown
    const interrupted = error instanceof Interrupted
    const reason = maskSecrets(error instanceof Error ? error.message : String(error), facts.env)
    try {
      finish(dir, record, clock, { status: interrupted ? 'interrupted' : 'failed', reason })
      // Into the file only: who called shows the error itself.
      log.note(interrupted ? 'warn' : 'error', `run ${interrupted ? 'interrupted' : 'failed'}: ${reason}`)
      await addReport(dir, log)
    } catch {
      // A full disk must not hide why the run failed.
    }
    throw error
  }
}

/** A run is no worse for a page that cannot be written. */
async function addReport(dir: string, log: Log): Promise<void> {
  try {
    const { writeRunReport } = await import('../report/write-report.js')
    writeRunReport(dir)
  } catch (error) {
    log.warn(`report.html was not written: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function onBackend(root: MapNode, backend: MapNode | undefined): MapNode {
  return backend ? { ...root, entries: new Map(root.entries).set('backend', backend) } : root
}

/** Tells whoever interrupted a run how it goes on. */
function withWayOn(error: unknown, dir: string): unknown {
  if (!(error instanceof Interrupted)) return error
  const shown = relative(process.cwd(), dir) || '.'
  return new Interrupted(`${error.message}; go on with it by 'polyhead resume ${shown}'`, { cause: error })
}

/** Seconds that a run took in all its sessions; the system's clock may be set meanwhile. */
function runClock({ durationSeconds }: RunRecord): () => number {
  const began = performance.now()
  return () => (durationSeconds ?? 0) + (performance.now() - began) / 1000
}

function finish(
  dir: string,
  record: RunRecord,
  clock: () => number,
  { status, reason = null }: { status: RunRecord['status']; reason?: string | null },
): void {
  record.status = status
  record.exitReason = reason
  record.ended = new Date().toISOString()
  record.durationSeconds = clock()
  writeRunRecord(dir, record)
}

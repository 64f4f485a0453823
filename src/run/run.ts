import { join } from 'node:path'
import { builtinRegistry } from '../components/manifests.js'
import type { Config } from '../compose/index.js'
import { fromPlain, selectRaw, toPlain, toYaml } from '../config/index.js'
import type { MapNode } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import { flatConfig } from '../rundir/flat-config.js'
import { nonAlgorithmicHparams } from '../rundir/hparams.js'
import { runLayout } from '../rundir/layout.js'
import { resolvedConfig } from '../rundir/resolved-config.js'
import { createRunLog, type LogLevel } from '../rundir/run-log.js'
import { newRunRecord, type ParentRun, printRunRecord, type RunRecord, writeRunRecord } from '../rundir/run-record.js'
import { maskSecrets } from '../rundir/secrets.js'
import { writeFileAtomic } from '../rundir/write-file.js'
import { withPlaces } from '../schema/place-diagnostics.js'
import type { MTLDataset, PreparedFile } from '../training/dataset.js'
import type { RunContext } from '../training/run-context.js'
import { Interrupted } from '../util/interrupted.js'
import { Assembly, taskIds } from './assemble.js'
import { drawSeed } from './draw-seed.js'
import { type BoundJob, bindJob, hydraText, type JobFacts, openJob } from './job.js'
import { type Plan, planRun, resolvePlan } from './plan.js'
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
  const { bound, facts, registry, dataset, data } = prepared
  const { record, diff } = newRunRecord({
    kind: options.parent ? 'eval' : 'train',
    cwd: facts.cwd,
    now: facts.now,
    env: facts.env,
    parent: options.parent ?? null,
    overrides: toPlain(selectRaw(bound.config.hydra, 'overrides.task') ?? fromPlain([])) as string[],
    reproduces: options.reproduces ?? null,
  })
  const job = openJob(bound.config, bound, facts, { name: 'run.json', text: printRunRecord(record) })
  const plan = job.dir === bound.wanted.dir ? prepared.plan : resolvePlan(job.config, registry, facts)
  const layout = runLayout(job.dir)
  const hparams = nonAlgorithmicHparams(plan.resolved)
  const log = createRunLog(hydraText(job.config, 'hydra.job.name', facts) ?? 'run', {
    file: join(job.dir, `${hydraText(job.config, 'hydra.job.name', facts) ?? 'run'}.log`),
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
    const saved = resolvedConfig(plan.config, plan.resolved, facts)
    record.config = flatConfig(saved)
    writeFileAtomic(layout.resolvedConfig, toYaml(saved))
    if (diff !== null) writeFileAtomic(layout.gitDiff, diff)
    writeFileAtomic(layout.hparams, toYaml(hparams))
    for (const warning of plan.warnings) context.log.warn(warning.message)
    context.log.debug(`output directory: ${job.dir}`)
    const assembly = new Assembly(onBackend(plan.resolved, options.pinnedBackend), registry)
    const result = await (options.work ?? train)({ assembly, dataset, hparams, layout, context, record })
    finish(job.dir, record, 'done', null)
    return { ...result, outputDir: job.dir }
  } catch (error) {
    const interrupted = error instanceof Interrupted
    const reason = maskSecrets(error instanceof Error ? error.message : String(error), facts.env)
    try {
      finish(job.dir, record, interrupted ? 'interrupted' : 'failed', reason)
      // Into the file only: who called shows the error itself.
      log.note(interrupted ? 'warn' : 'error', `run ${interrupted ? 'interrupted' : 'failed'}: ${reason}`)
    } catch {
      // A full disk must not hide why the run failed.
    }
    throw error
  }
}

function onBackend(root: MapNode, backend: MapNode | undefined): MapNode {
  return backend ? { ...root, entries: new Map(root.entries).set('backend', backend) } : root
}

function finish(dir: string, record: RunRecord, status: RunRecord['status'], reason: string | null): void {
  const ended = new Date()
  record.status = status
  record.exitReason = reason
  record.ended = ended.toISOString()
  record.durationSeconds = (ended.getTime() - Date.parse(record.started)) / 1000
  writeRunRecord(dir, record)
}

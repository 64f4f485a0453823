import type { Config } from '../compose/index.js'
import { fromPlain, selectRaw, toPlain } from '../config/index.js'
import { newRunRecord, printRunRecord, type RunRecord, type TreeToRecord } from '../rundir/run-record.js'
import { type BoundJob, hydraText } from './job.js'
import { openJob } from './open-job.js'
import type { PreparedRun } from './prepare.js'
import { seedOf, taskIds } from './run-keys.js'
import { bringsWeights, warmStarts } from './warm-start.js'

/** Where a run writes, and its record. */
export interface RunPlace {
  dir: string
  /** Bound to that directory. */
  bound: BoundJob
  record: RunRecord
  /** Uncommitted changes of the project, to be saved. */
  diff: string | null
}

/**
 * Claims a new run's directory: the first that is written of it.
 * @throws ConfigError where it cannot be written, or holds a run
 */
export async function openPlace(run: PreparedRun): Promise<RunPlace> {
  const { bound, facts, purpose } = run
  const { git, diff } = await treeOf(run)
  const record = newRunRecord({
    kind: purpose.kind === 'eval' ? 'eval' : 'train',
    env: facts.env,
    git,
    parent:
      purpose.kind === 'eval'
        ? { dir: purpose.parent, weights: purpose.weights.file, sha256: purpose.weights.sha256 }
        : null,
    overrides: overridesOf(bound.config),
    reproduces: purpose.kind === 'reproduce' ? purpose.original : null,
  })
  fillRecord(record, run)
  if (purpose.kind === 'reproduce' && purpose.time) record.recordedTime = purpose.time
  const { dir, config } = openJob(bound.config, bound, facts, { name: 'run.json', text: printRunRecord(record) })
  record.hydraFolder = hydraText(config, 'hydra.output_subdir', facts)
  return { dir, bound: { config, wanted: { ...bound.wanted, dir } }, record, diff }
}

async function treeOf({ workTree }: PreparedRun): Promise<TreeToRecord> {
  // The process must not end before the answer.
  const stay = setInterval(() => {}, 1000)
  try {
    return (await workTree) ?? { git: null, diff: null }
  } finally {
    clearInterval(stay)
  }
}

/** What is known of a run once it is prepared. */
export function fillRecord(record: RunRecord, run: PreparedRun): void {
  const { plan, data, dataset, backend, purpose } = run
  record.backend = backend
  record.seed = seedOf(plan.resolved)
  record.trainTasks = taskIds(plan.resolved, 'train_tasks')
  record.evalTasks = taskIds(plan.resolved, 'eval_tasks')
  record.data = [...data]
  if (!bringsWeights(purpose)) record.warmStart = warmStarts(plan.resolved)
  const tasks = new Set([...record.trainTasks, ...record.evalTasks])
  record.classNames = Object.fromEntries(
    Array.from(tasks, (task) => [task, dataset.classNames?.(task)] as const).flatMap(([task, names]) =>
      names ? [[task, [...names]]] : [],
    ),
  )
}

function overridesOf(config: Config): string[] {
  return toPlain(selectRaw(config.hydra, 'overrides.task') ?? fromPlain([])) as string[]
}

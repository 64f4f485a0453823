import type { Override } from '../compose/override/index.js'
import { isHydraOverride } from '../compose/override-dirname.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode } from '../config/node.js'
import type { Checkpoint } from '../training/checkpoint.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import type { Source } from '../util/source.js'
import { changedValues, isBelow, targetOf } from './changed-values.js'

/**
 * Keys that may change when a run is resumed, each with everything below it: none of them would have changed the steps
 * that are done.
 */
const CHANGEABLE: readonly string[] = [
  'trainer.max_epochs',
  'trainer.max_steps',
  'trainer.min_epochs',
  'trainer.min_steps',
  'trainer.max_time',
  'trainer.profiler',
  'trainer.profile',
  'trainer.log_every_n_steps',
  'trainer.enable_progress_bar',
  'trainer.enable_checkpointing',
  'trainer.checkpoint_every_n_steps',
  'callbacks',
  'loggers',
]

/** What tells whose state and whose file something is: another one needs another name. */
const IDENTITY = /^(callbacks\.[^.]+\._target_|loggers\.[^.]+\.(_target_|save_dir|file_name))$/

/**
 * The paths of what overrides changed.
 * @param saved the config as it was saved, resolved
 * @param changed the same with the overrides
 * @throws ConfigError with each change that a run cannot have while it goes on
 */
export function acceptedChanges(saved: MapNode, changed: MapNode, overrides: readonly Override[]): string[] {
  const changes = changedValues(saved, changed)
  const refused = new Map<string, Diagnostic>()
  for (const override of overrides) {
    if (isHydraOverride(override)) refused.set(override.text, unchangeable(override.keyOrGroup, override.source))
  }
  for (const { path, before, after } of changes) {
    const other = IDENTITY.test(path)
    if (!other && CHANGEABLE.some((key) => isBelow(path, key))) continue
    const hint = other ? 'add another one under a name of its own' : undefined
    const by = overrides.find((override) => isBelow(path, targetOf(override)))
    if (by) refused.set(by.text, unchangeable(targetOf(by), by.source, hint))
    else refused.set(path, unchangeable(path, (after ?? before)?.source, hint))
  }
  if (refused.size > 0) throw new ConfigError([...refused.values()])
  return changes.map(({ path }) => path)
}

function unchangeable(path: string, source: Source | undefined, hint = 'start a new run with it'): Diagnostic {
  return {
    code: 'unchangeable',
    path,
    message: `${path} cannot be changed in a run that goes on`,
    source,
    hint,
    notes: [`can be changed: ${CHANGEABLE.join(', ')}`],
  }
}

/** @throws ConfigError where a run is to end before the place that it has reached */
export function refuseEarlierEnd(root: MapNode, reached: Checkpoint | null): void {
  if (!reached) return
  const { position, trainer } = reached.snapshot
  const { currentEpoch: epochs, globalStep: steps } = trainer
  // An epoch that has begun is trained to its end.
  const inEpoch = { least: epochs + 1, next: epochs + 1, why: `the run is in epoch ${epochs + 1} already` }
  const betweenEpochs = { least: epochs, next: epochs + 1, why: `${epochs} epochs are done already` }
  const ends = {
    max_epochs: position.at === 'epoch' ? betweenEpochs : inEpoch,
    max_steps: { least: steps, next: steps + 1, why: `${steps} steps are done already` },
  }
  const wrong = Object.entries(ends).flatMap(([key, { least, next, why }]): Diagnostic[] => {
    const node = entryAt(root, 'trainer', key)
    if (node?.kind !== 'int' || node.value === -1 || node.value >= least) return []
    const path = `trainer.${key}`
    return [
      {
        code: 'earlier-end',
        path,
        message: `${path} is ${node.value}, but ${why}`,
        source: node.source,
        hint: `${next} or more go on from there`,
      },
    ]
  })
  if (wrong.length > 0) throw new ConfigError(wrong)
}

/**
 * The checkpoint of a run that is resumed with another end: forgets why the run had ended, if that would not end it
 * now.
 * @param changed paths
 */
export function reopened(checkpoint: Checkpoint, changed: readonly string[]): Checkpoint {
  const { snapshot } = checkpoint
  const { stopReason } = snapshot.trainer
  const stands = stopReason === 'stopped' && !changed.some((path) => /^(callbacks|trainer\.max_time)\b/.test(path))
  if (stopReason === null || stands) return checkpoint
  const { timedOutAfter: _, ...trainer } = snapshot.trainer
  return { ...checkpoint, snapshot: { ...snapshot, trainer: { ...trainer, stopReason: null } } }
}

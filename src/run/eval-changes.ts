import type { Config } from '../compose/config.js'
import { type Override, parseOverride } from '../compose/override/index.js'
import type { Repository } from '../compose/repository.js'
import { nearestKey } from '../compose/unknown-key.js'
import type { MapNode } from '../config/node.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { changedValues, isBelow, targetOf } from './changed-values.js'
import type { SavedConfig } from './saved-config.js'

/** Keys of data that only training reads; also as CLArena's configs have them. */
const OF_TRAINING_ROWS: Readonly<Record<string, undefined>> = {
  'dataset.sampling_strategy': undefined,
  'mtl_dataset.sampling_strategy': undefined,
  'dataset.augmentation': undefined,
  'dataset.custom_transforms': undefined,
}

/** Keys that only training reads, each with everything below it, and what is meant where a test has the like. */
const TRAINING: Readonly<Record<string, string | undefined>> = {
  optimizer: undefined,
  lr_scheduler: undefined,
  'algorithm.weighting': undefined,
  train_tasks: 'eval_tasks',
  'trainer.max_epochs': undefined,
  'trainer.min_epochs': undefined,
  'trainer.max_steps': undefined,
  'trainer.min_steps': undefined,
  'trainer.max_time': undefined,
  'trainer.overfit_batches': 'trainer.limit_test_batches',
  'trainer.limit_train_batches': 'trainer.limit_test_batches',
  'trainer.limit_val_batches': 'trainer.limit_test_batches',
  'trainer.val_check_interval': undefined,
  'trainer.check_val_every_n_epoch': undefined,
  'trainer.num_sanity_val_steps': undefined,
  'trainer.log_every_n_steps': undefined,
  'trainer.gradient_clip_val': undefined,
  'trainer.gradient_clip_algorithm': undefined,
  'trainer.accumulate_grad_batches': undefined,
  'trainer.profile': undefined,
  'trainer.detect_anomaly': undefined,
  'trainer.enable_checkpointing': undefined,
  'trainer.checkpoint_every_n_steps': undefined,
  ...OF_TRAINING_ROWS,
}

const ONLY_TRAINING = 'only training reads it: start a new run with it'

/**
 * A saved config with overrides for its test.
 * @throws ConfigError with each override that cannot be read, or that would change nothing of the test
 */
export function changedForTest(
  saved: SavedConfig,
  overrides: readonly string[],
  groups: Pick<Repository, 'isGroup'>,
): Config {
  const { root } = saved()
  const wrong: Diagnostic[] = []
  const others = overrides.filter((text) => {
    const found = misspelt(root, text, groups)
    if (found) wrong.push(found)
    return !found
  })
  try {
    const config = saved(others)
    refuseTrainingChanges(root, config.root, config.parts.overrides)
    if (wrong.length === 0) return config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    if (wrong.length === 0) throw error
    wrong.push(...error.diagnostics)
  }
  throw new ConfigError(wrong)
}

/**
 * What is wrong with an override of a key that is not there, and that is nearest to one that only training reads: to
 * propose that one would lead to the next error.
 */
function misspelt(saved: MapNode, text: string, groups: Pick<Repository, 'isGroup'>): Diagnostic | undefined {
  const override = readable(text)
  if (!override) return undefined
  const { keyOrGroup: key, type, package: at } = override
  const isKey = type === 'CHANGE' && at === null && !groups.isGroup(key.replaceAll('.', '/'))
  const near = isKey ? nearestKey(saved, key, []) : undefined
  if (near === undefined || !Object.keys(TRAINING).some((each) => isBelow(near, each))) return undefined
  const message = `there is no key '${key}'`
  const hint = `if '${near}' is meant: ${ONLY_TRAINING}`
  return { code: 'unknown-key', path: key, message, source: override.keySource, hint }
}

/** Undefined: composing says what is wrong with it. */
function readable(text: string): Override | undefined {
  try {
    return parseOverride(text, { origin: 'command line' })
  } catch {
    return undefined
  }
}

/** Groups whose options go to a key below another component's. */
const GROUP_OF: Readonly<Record<string, string>> = { 'algorithm.weighting': 'weighting' }

/** The same, where the tasks that are tested stay as they are; also as CLArena's configs have it. */
const NUMBER_OF_TASKS: Readonly<Record<string, string>> = {
  'dataset.num_tasks': 'eval_tasks',
  'mtl_dataset.cl_dataset.num_tasks': 'eval_tasks',
}

const OF_DATA: ReadonlySet<string> = new Set([...Object.keys(OF_TRAINING_ROWS), ...Object.keys(NUMBER_OF_TASKS)])

/**
 * Refuses overrides that would change nothing of a test.
 * @param saved the config as it was saved
 * @param changed the same with the overrides
 * @throws ConfigError with each of them
 */
function refuseTrainingChanges(saved: MapNode, changed: MapNode, overrides: readonly Override[]): void {
  const paths = changedValues(saved, changed).map(({ path }) => path)
  // Of how many tasks a dataset has, the test of the same ones sees nothing.
  const untested = paths.some((path) => isBelow(path, 'eval_tasks')) ? {} : NUMBER_OF_TASKS
  const refused = Object.entries({ ...TRAINING, ...untested }).flatMap(([key, meant]): Diagnostic[] => {
    const path = paths.find((each) => isBelow(each, key))
    const changes = (each: Override) => {
      const target = targetOf(each)
      return path !== undefined && (isBelow(path, target) || isBelow(target, path) || target === GROUP_OF[key])
    }
    const by = overrides.find(changes)
    if (path === undefined || !by) return []
    // Another dataset may have another number of tasks, and its own way with its rows.
    if (OF_DATA.has(key) && !isBelow(targetOf(by), key)) return []
    return [
      {
        code: 'unchangeable',
        path,
        message: `${path} has no effect on the test of saved weights`,
        source: by.source,
        hint: meant ? `what is tested: ${meant}` : ONLY_TRAINING,
      },
    ]
  })
  if (refused.length > 0) throw new ConfigError(refused)
}

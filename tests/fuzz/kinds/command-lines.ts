import { COMMON_FLAGS, RUN_FLAGS } from '../../../src/cli/arguments/flags.js'
import { commands } from '../../../src/cli/commands/index.js'
import type { Case } from '../case.js'
import { hostileText, hostileValue } from '../hostile.js'
import type { Random } from '../random.js'

const FLAGS = Object.keys({ ...COMMON_FLAGS, ...RUN_FLAGS }).map(
  (name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
)
/** All but the one that serves until it is stopped. */
const COMMANDS = [...commands.keys()].filter((name) => name !== 'ui')
const SHORT = ['-m', '-r', '-c', '-p', '-i', '-cp', '-cn', '-cd', '-q', '-v', '-h']
const WORDS = ['job', 'all', 'hydra', 'configs', 'config', '.', 'theirs', 'theirs/run.json', 'seed', 'optimizer', 'out']
const KEYS = [
  ...['seed', 'train_tasks', 'eval_tasks', 'optimizer', 'optimizer.lr', 'dataset', 'dataset.num_tasks', 'backbone'],
  ...['backbone.hidden_dims', 'callbacks', 'loggers.csv_logger.file_name', 'metrics.accuracy', 'trainer.max_epochs'],
  ...[
    'hydra.run.dir',
    'hydra.sweep.subdir',
    'hydra.job.name',
    'hydra.mode',
    'hydra.output_subdir',
    'vars.x',
    'trainer',
  ],
  ...['hydra/job_logging', 'hydra.sweeper.params', 'hydra.searchpath', 'lr_scheduler.monitor', 'backend.device'],
]

function overrideText(random: Random): string {
  const key = random.chance(0.8) ? random.pick(KEYS) : hostileText(random)
  const value = random.chance(0.5) ? hostileText(random) : JSON.stringify(hostileValue(random))
  return `${random.pick(['', '', '', '+', '++', '~'])}${key}${random.pick(['=', '=', '=', '', '@a='])}${value}`
}

function word(random: Random): string {
  const kind = random.below(6)
  if (kind < 2) return overrideText(random)
  if (kind === 2) return random.pick(FLAGS) + random.pick(['', '', '=x', `=${random.pick(WORDS)}`])
  if (kind === 3) return random.pick(SHORT)
  return kind === 4 ? random.pick(WORDS) : hostileText(random)
}

/** Words that mean something to the command line, in any order. */
export function commandLine(random: Random): Case {
  const command = random.chance(0.5) ? [random.pick(COMMANDS)] : []
  const words = random.some(0, 4, () => word(random)).map((text) => text.replaceAll('\0', ''))
  const ends = command.length > 0 ? [] : ['--dry-run']
  return { files: [], argv: [...command, ...words, ...ends], withRun: true }
}

import { SHELLS } from '../completion/shells.js'
import type { Options, OptionValues } from './option.js'

/** The flags of one run or sweep: of `polyhead` without a command, and of every app built on `main`. */
export const RUN_FLAGS = {
  multirun: { type: 'boolean', alias: 'm', about: 'a sweep: one job for each combination of values' },
  run: { type: 'boolean', alias: 'r', about: 'one run: what happens without it too' },
  cfg: {
    type: 'text',
    name: 'WHAT',
    alias: 'c',
    choices: ['job', 'hydra', 'all'],
    about: 'print the config, the `hydra` node or both, and stop',
  },
  resolve: {
    type: 'boolean',
    about: 'with `--cfg` or `--help`: interpolations replaced by their values, but for secrets',
  },
  package: { type: 'key', name: 'KEY', alias: 'p', about: 'with `--cfg`: this part of it' },
  info: {
    type: 'text',
    name: 'WHAT',
    alias: 'i',
    choices: ['all', 'config', 'defaults', 'defaults-tree', 'plugins', 'searchpath'],
    alone: 'all',
    about: 'print how the config is composed, and stop',
  },
  'shell-completion': {
    type: 'text',
    name: 'WHAT=SHELL',
    alias: 'sc',
    choices: ['install', 'uninstall', 'query'].flatMap((what) => SHELLS.map((shell) => `${what}=${shell}`)),
    about: 'what `completion SHELL` prints, what undoes it (`uninstall`) and asks it (`query`)',
  },
  'experimental-rerun': {
    type: 'file',
    name: 'FILE',
    about: 'one run with the config that is saved beside FILE, such as `.hydra/config.pickle`, which is not read',
  },
  'hydra-help': { type: 'boolean', about: 'print the help of the hydra node: flags, and its groups' },
  'dry-run': { type: 'boolean', about: 'validate, open the data, and stop; of a sweep: show its jobs' },
  'fail-fast': { type: 'boolean', about: 'with `-m`: start no more jobs after the first that fails' },
} as const satisfies Options

/** The flags that every command takes too. */
export const COMMON_FLAGS = {
  'config-path': {
    type: 'folder',
    name: 'DIR',
    alias: 'cp',
    about: 'the folder of configs',
    otherwise: '`./configs`, where it exists',
  },
  'config-dir': {
    type: 'folder',
    name: 'DIR',
    alias: 'cd',
    repeatable: true,
    about: 'one more folder of configs, searched after it',
  },
  'config-name': {
    type: 'config',
    name: 'NAME',
    alias: 'cn',
    about: 'the primary config',
    otherwise: '`config`',
  },
  plugin: { type: 'file', name: 'MODULE', repeatable: true, about: 'a module with components of your own' },
  quiet: { type: 'boolean', alias: 'q', about: 'no log and no advice: results, warnings and errors' },
  verbose: { type: 'boolean', alias: 'v', about: 'say more' },
  json: { type: 'boolean', about: 'end with one line of JSON; errors as JSON' },
  debug: { type: 'boolean', about: 'errors with a stack trace' },
  help: { type: 'boolean', alias: 'h', about: 'help; after a command, its own page' },
  version: { type: 'boolean', about: 'the version' },
} as const satisfies Options

export const FLAGS = { ...RUN_FLAGS, ...COMMON_FLAGS }

/** The values of all flags. */
export type Flags = OptionValues<typeof FLAGS>

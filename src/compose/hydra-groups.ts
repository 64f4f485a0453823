import type { BuiltInConfig, BuiltInConfigs } from './built-in-config.js'
import { pluginGroups, pluginSchemas } from './hydra-plugins.js'
import { basicLauncherShape, basicSweeperShape } from './hydra-shape.js'
import { sweepOptions } from './sweep-options.js'

const stdout = { class: 'logging.StreamHandler', formatter: 'simple', stream: 'ext://sys.stdout' }
const none = (): BuiltInConfig => ({ content: { version: 1, root: null, disable_existing_loggers: false } })
const disabled = (): BuiltInConfig => ({
  content: { version: 1, root: { level: 'ERROR' }, disable_existing_loggers: true },
})

const help = [
  '${hydra.help.header}',
  'Groups of options, chosen by group=option:',
  '',
  '$APP_CONFIG_GROUPS',
  '',
  'Every value can be set by its key, such as optimizer.lr=0.1:',
  '',
  '$CONFIG',
  '',
  '${hydra.help.footer}',
  '',
].join('\n')

const hydraHelp = [
  'polyhead ${hydra.runtime.version}',
  '',
  '$FLAGS_HELP',
  '',
  'Groups that configure the launcher, the sweeper, logging and help:',
  '',
  '$HYDRA_CONFIG_GROUPS',
  '',
  "Their values are shown by '--cfg hydra'.",
  '',
].join('\n')

/**
 * The configs with declared types, which are looked for after all folders: the `hydra` node itself, and what runs jobs.
 * A folder's `hydra/launcher/basic.yaml` is merged into the one here.
 */
export const hydraSchemas: BuiltInConfigs = {
  _dummy_empty_config_: () => ({ content: {} }),
  'hydra/launcher/basic': () => ({
    content: { _target_: 'polyhead.launchers.BasicLauncher' },
    shape: basicLauncherShape,
  }),
  'hydra/sweeper/basic': () => ({
    content: { _target_: 'polyhead.sweepers.BasicSweeper', max_batch_size: null, params: null },
    shape: basicSweeperShape,
  }),
  ...pluginSchemas,
  ...sweepOptions,
  'hydra/config': (): BuiltInConfig => ({
    defaults: [
      { output: 'default' },
      { launcher: 'basic' },
      { sweeper: 'basic' },
      { help: 'default' },
      { hydra_help: 'default' },
      { hydra_logging: 'default' },
      { job_logging: 'default' },
      { callbacks: null },
      { env: 'default' },
    ],
    content: {
      mode: null,
      searchpath: [],
      run: { dir: '???' },
      sweep: { dir: '???', subdir: '???' },
      hydra_logging: '???',
      job_logging: '???',
      sweeper: '???',
      launcher: '???',
      callbacks: {},
      help: { app_name: '???', header: '???', footer: '???', template: '???' },
      hydra_help: { hydra_help: '???', template: '???' },
      output_subdir: '.hydra',
      overrides: { hydra: [], task: [] },
      job: {
        name: '???',
        chdir: null,
        override_dirname: '???',
        id: '???',
        num: '???',
        config_name: '???',
        env_set: {},
        env_copy: [],
        config: { override_dirname: { kv_sep: '=', item_sep: ',', exclude_keys: [] } },
      },
      runtime: {
        version: '???',
        version_base: '???',
        cwd: '???',
        config_sources: '???',
        output_dir: '???',
        choices: {},
      },
      verbose: false,
    },
  }),
}

/**
 * The `hydra` groups, looked for before all folders: as Hydra 1.3 has them, the same keys and defaults, texts of our
 * own. `logging.…` classes are Python's: they are kept so that a config that overrides one of their keys composes.
 */
export const hydraGroups: BuiltInConfigs = {
  'hydra/output/default': () => ({
    package: 'hydra',
    content: {
      run: { dir: 'outputs/${now:%Y-%m-%d}/${now:%H-%M-%S}' },
      sweep: { dir: 'multirun/${now:%Y-%m-%d}/${now:%H-%M-%S}', subdir: '${hydra.job.num}' },
    },
  }),
  'hydra/help/default': () => ({
    content: {
      app_name: '${hydra.job.name}',
      header: '${hydra.help.app_name} takes its config from YAML files and from its command line.\n',
      footer: "Flags are listed by '--help'.\n",
      template: help,
    },
  }),
  'hydra/hydra_help/default': () => ({ content: { template: hydraHelp } }),
  'hydra/hydra_logging/default': () => ({
    content: {
      version: 1,
      formatters: { simple: { format: '[%(asctime)s][HYDRA] %(message)s' } },
      handlers: { console: stdout },
      root: { level: 'INFO', handlers: ['console'] },
      loggers: { logging_example: { level: 'DEBUG' } },
      disable_existing_loggers: false,
    },
  }),
  'hydra/hydra_logging/disabled': disabled,
  'hydra/hydra_logging/none': none,
  'hydra/hydra_logging/hydra_debug': () => ({
    content: {
      version: 1,
      formatters: { simple: { format: '[%(asctime)s][%(name)s][%(levelname)s] - %(message)s' } },
      handlers: {
        file: {
          class: 'logging.FileHandler',
          mode: 'w',
          formatter: 'simple',
          filename: 'hydra-${hydra.job.name}.log',
          delay: true,
        },
      },
      root: { level: 'ERROR', handlers: ['file'] },
      loggers: { hydra: { level: 'DEBUG' } },
      disable_existing_loggers: false,
    },
  }),
  'hydra/job_logging/default': () => ({
    content: {
      version: 1,
      formatters: { simple: { format: '[%(asctime)s][%(name)s][%(levelname)s] - %(message)s' } },
      handlers: {
        console: stdout,
        file: {
          class: 'logging.FileHandler',
          formatter: 'simple',
          filename: '${hydra.runtime.output_dir}/${hydra.job.name}.log',
        },
      },
      root: { level: 'INFO', handlers: ['console', 'file'] },
      disable_existing_loggers: false,
    },
  }),
  'hydra/job_logging/stdout': () => ({
    content: {
      version: 1,
      formatters: { simple: { format: '%(message)s' } },
      handlers: { console: stdout },
      root: { level: 'INFO', handlers: ['console'] },
      disable_existing_loggers: false,
    },
  }),
  'hydra/job_logging/disabled': disabled,
  'hydra/job_logging/none': none,
  'hydra/env/default': () => ({ content: {} }),
  ...pluginGroups,
}

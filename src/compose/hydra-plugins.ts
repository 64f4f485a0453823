import type { BuiltInConfig, BuiltInConfigs } from './built-in-config.js'
import {
  anything,
  bool,
  config,
  dict,
  type Field,
  type Fields,
  float,
  given,
  int,
  node,
  oneOf,
  optional,
  optionalDict,
  optionalTexts,
  text,
  texts,
} from './typed-fields.js'

const joblib = (): Fields => ({
  _target_: text('hydra_plugins.hydra_joblib_launcher.joblib_launcher.JoblibLauncher'),
  n_jobs: int(-1),
  backend: optional('text'),
  prefer: text('processes'),
  require: optional('text'),
  verbose: int(0),
  timeout: optional('float'),
  pre_dispatch: text('2*n_jobs'),
  batch_size: text('auto'),
  temp_folder: optional('text'),
  max_nbytes: optional('text'),
  mmap_mode: text('r'),
})

const submitit = (): Fields => ({
  submitit_folder: text('${hydra.sweep.dir}/.submitit/%j'),
  timeout_min: int(60),
  cpus_per_task: optional('int'),
  gpus_per_node: optional('int'),
  tasks_per_node: int(1),
  mem_gb: optional('int'),
  nodes: int(1),
  name: text('${hydra.job.name}'),
  stderr_to_stdout: bool(false),
})

const submititLocal = (): Fields => ({
  ...submitit(),
  _target_: text('hydra_plugins.hydra_submitit_launcher.submitit_launcher.LocalLauncher'),
})

const submititSlurm = (): Fields => ({
  ...submitit(),
  _target_: text('hydra_plugins.hydra_submitit_launcher.submitit_launcher.SlurmLauncher'),
  partition: optional('text'),
  qos: optional('text'),
  comment: optional('text'),
  constraint: optional('text'),
  exclude: optional('text'),
  gres: optional('text'),
  cpus_per_gpu: optional('int'),
  gpus_per_task: optional('int'),
  mem_per_gpu: optional('text'),
  mem_per_cpu: optional('text'),
  account: optional('text'),
  signal_delay_s: int(120),
  max_num_timeout: int(0),
  additional_parameters: dict('any', {}),
  array_parallelism: int(256),
  setup: optionalTexts,
})

const rq = (): Fields => ({
  _target_: text('hydra_plugins.hydra_rq_launcher.rq_launcher.RQLauncher'),
  enqueue: node({
    job_timeout: optional('text'),
    ttl: optional('text'),
    result_ttl: optional('text'),
    failure_ttl: optional('text'),
    at_front: bool(false),
    job_id: optional('text'),
    description: optional('text'),
  }),
  queue: text('default'),
  redis: node({
    host: text('${oc.env:REDIS_HOST,localhost}'),
    port: given({ kind: 'int' }, "${oc.env:REDIS_PORT,'6379'}"),
    db: given({ kind: 'text', optional: true }, "${oc.env:REDIS_DB,'0'}"),
    password: given({ kind: 'text', optional: true }, '${oc.env:REDIS_PASSWORD,null}'),
    ssl: given({ kind: 'bool' }, "${oc.env:REDIS_SSL,'False'}"),
    ssl_ca_certs: given({ kind: 'text', optional: true }, '${oc.env:REDIS_SSL_CA_CERTS,null}'),
    mock: given({ kind: 'bool' }, "${oc.env:REDIS_MOCK,'False'}"),
  }),
  stop_after_enqueue: bool(false),
  wait_polling: float(1),
})

const ray = (): Fields => ({ init: dict('any', { address: null }), remote: dict('any', {}) })

const rayMachine = { InstanceType: 'm5.large', ImageId: 'ami-0a2363a9cff180a64' }

const rayCluster = (): Fields => ({
  cluster_name: text('default'),
  min_workers: int(0),
  upscaling_speed: float(1),
  max_workers: int(1),
  initial_workers: int(0),
  autoscaling_mode: oneOf('RayAutoScalingMode', ['default', 'aggressive'], 'default'),
  target_utilization_fraction: float(0.8),
  idle_timeout_minutes: int(5),
  docker: node({ image: text(''), container_name: text(''), pull_before_run: bool(true), run_options: texts() }),
  provider: node({
    type: text('aws'),
    region: text('us-west-2'),
    availability_zone: text('us-west-2a,us-west-2b'),
    cache_stopped_nodes: bool(false),
    key_pair: dict('text', { key_name: 'hydra-${oc.env:USER,user}' }),
  }),
  auth: dict('text', { ssh_user: 'ubuntu' }),
  available_node_types: dict('any', {
    'ray.head.default': { resources: {}, node_config: rayMachine },
    'ray.worker.default': {
      min_workers: 0,
      max_workers: 2,
      resources: {},
      node_config: { ...rayMachine, InstanceMarketOptions: { MarketType: 'spot' } },
    },
  }),
  head_node_type: text('ray.head.default'),
  file_mounts: dict('text', {}),
  initialization_commands: texts(),
  cluster_synced_files: texts(),
  setup_commands: texts(),
  head_setup_commands: texts(),
  worker_setup_commands: texts(),
  head_start_ray_commands: texts(
    'ray stop',
    'ulimit -n 65536;ray start --head --port=6379 --object-manager-port=8076' +
      '             --autoscaling-config=~/ray_bootstrap_config.yaml',
  ),
  worker_start_ray_commands: texts(
    'ray stop',
    'ulimit -n 65536; ray start --address=$RAY_HEAD_IP:6379 --object-manager-port=8076',
  ),
})

const rsync = (): Field =>
  node({
    source_dir: optional('text'),
    target_dir: optional('text'),
    include: texts(),
    exclude: texts(),
  })

const rayAws = (): Fields => ({
  _target_: text('hydra_plugins.hydra_ray_launcher.ray_aws_launcher.RayAWSLauncher'),
  env_setup: node({
    pip_packages: dict('text', {
      omegaconf: '${ray_pkg_version:omegaconf}',
      hydra_core: '${ray_pkg_version:hydra}',
      ray: '${ray_pkg_version:ray}',
      cloudpickle: '${ray_pkg_version:cloudpickle}',
      hydra_ray_launcher: '1.2.2',
    }),
    commands: texts(
      'conda create -n hydra_${python_version:micro} python=${python_version:micro} -y',
      `echo 'export PATH="$HOME/anaconda3/envs/hydra_\${python_version:micro}/bin:$PATH"' >> ~/.bashrc`,
    ),
  }),
  ray: node({ ...ray(), cluster: node(rayCluster()), run_env: oneOf('RayRunEnv', ['auto', 'host', 'docker'], 'auto') }),
  stop_cluster: bool(true),
  sync_up: rsync(),
  sync_down: rsync(),
  logging: node({
    log_style: oneOf('RayLoggingStyle', ['auto', 'pretty', 'record'], 'auto'),
    color_mode: oneOf('RayLoggingColorMode', ['true', 'false', 'auto'], 'auto'),
    verbosity: int(0),
  }),
  create_update_cluster: node({ no_restart: bool(false), restart_only: bool(false), no_config_cache: bool(false) }),
  teardown_cluster: node({ workers_only: bool(false), keep_min_workers: bool(false) }),
})

const optuna = (): Fields => ({
  _target_: text('hydra_plugins.hydra_optuna_sweeper.optuna_sweeper.OptunaSweeper'),
  // Its keys are those of the sampler that is chosen.
  sampler: anything('???'),
  direction: anything('minimize'),
  storage: anything(null),
  study_name: optional('text'),
  n_trials: int(20),
  n_jobs: int(2),
  max_failure_rate: float(0),
  search_space: optionalDict('any'),
  params: optionalDict('text'),
  custom_search_space: optional('text'),
  // Not the plugin's, but of every search here.
  metric: anything(undefined),
  filter: given({ kind: 'text', optional: true }, undefined),
})

const sampler = (name: string, fields: Fields): BuiltInConfig =>
  config({ _target_: text(`optuna.samplers.${name}`), ...fields })

const ax = (): Fields => ({
  _target_: text('hydra_plugins.hydra_ax_sweeper.ax_sweeper.AxSweeper'),
  max_batch_size: optional('int'),
  ax_config: node({
    max_trials: int(10),
    early_stop: node({ minimize: bool(true), max_epochs_without_improvement: int(10), epsilon: float(0.00001) }),
    experiment: node({
      name: optional('text'),
      objective_name: text('objective'),
      minimize: bool(true),
      parameter_constraints: optionalTexts,
      outcome_constraints: optionalTexts,
      status_quo: optionalDict('any'),
    }),
    client: node({ verbose_logging: bool(false), random_seed: optional('int') }),
    params: dict('any', {}),
    is_noisy: bool(true),
  }),
})

const nevergrad = (): Fields => ({
  _target_: text('hydra_plugins.hydra_nevergrad_sweeper.nevergrad_sweeper.NevergradSweeper'),
  optim: node({
    optimizer: text('NGOpt'),
    budget: int(80),
    num_workers: int(10),
    noisy: bool(false),
    maximize: bool(false),
    seed: optional('int'),
    max_failure_rate: float(0),
  }),
  parametrization: dict('any', {}),
})

/**
 * What Hydra's launcher and sweeper plugins declare, each at the version that goes with Hydra 1.3: the same keys, types
 * and defaults, so that trees that choose one compose without Python.
 */
export const pluginSchemas: BuiltInConfigs = {
  'hydra/launcher/joblib': () => config(joblib()),
  'hydra/launcher/ray': () =>
    config({ _target_: text('hydra_plugins.hydra_ray_launcher.ray_launcher.RayLauncher'), ray: node(ray()) }),
  'hydra/launcher/ray_aws': () => config(rayAws()),
  'hydra/launcher/rq': () => config(rq()),
  'hydra/launcher/submitit_local': () => config(submititLocal()),
  'hydra/launcher/submitit_slurm': () => config(submititSlurm()),
  'hydra/sweeper/ax': () => config(ax()),
  'hydra/sweeper/nevergrad': () => config(nevergrad()),
  'hydra/sweeper/optuna': () => config(optuna(), [{ sampler: 'tpe' }]),
  'hydra/sweeper/sampler/cmaes': () =>
    sampler('CmaEsSampler', {
      seed: optional('int'),
      x0: optionalDict('any'),
      sigma0: optional('float'),
      independent_sampler: anything(null),
      warn_independent_sampling: bool(true),
      consider_pruned_trials: bool(false),
      restart_strategy: anything(null),
      inc_popsize: int(2),
      use_separable_cma: bool(false),
      source_trials: anything(null),
    }),
  'hydra/sweeper/sampler/grid': () => sampler('GridSampler', { _partial_: bool(true) }),
  'hydra/sweeper/sampler/motpe': () =>
    sampler('MOTPESampler', {
      seed: optional('int'),
      consider_prior: bool(true),
      prior_weight: float(1),
      consider_magic_clip: bool(true),
      consider_endpoints: bool(false),
      n_startup_trials: int(10),
      n_ehvi_candidates: int(24),
    }),
  'hydra/sweeper/sampler/nsgaii': () =>
    sampler('NSGAIISampler', {
      seed: optional('int'),
      population_size: int(50),
      mutation_prob: optional('float'),
      crossover_prob: float(0.9),
      swapping_prob: float(0.5),
      constraints_func: anything(null),
    }),
  'hydra/sweeper/sampler/random': () => sampler('RandomSampler', { seed: optional('int') }),
  'hydra/sweeper/sampler/tpe': () =>
    sampler('TPESampler', {
      seed: optional('int'),
      consider_prior: bool(true),
      prior_weight: float(1),
      consider_magic_clip: bool(true),
      consider_endpoints: bool(false),
      n_startup_trials: int(10),
      n_ei_candidates: int(24),
      multivariate: bool(false),
      warn_independent_sampling: bool(true),
    }),
}

const coloured = '[%(cyan)s%(asctime)s%(reset)s]'
const toConsole = { class: 'logging.StreamHandler', formatter: 'colorlog', stream: 'ext://sys.stdout' }

/** The groups of the plugin for logs in colour. */
export const pluginGroups: BuiltInConfigs = {
  'hydra/hydra_logging/colorlog': () => ({
    package: 'hydra.hydra_logging',
    content: {
      version: 1,
      formatters: {
        colorlog: {
          '()': 'colorlog.ColoredFormatter',
          format: `${coloured}[%(purple)sHYDRA%(reset)s] %(message)s`,
        },
      },
      handlers: { console: toConsole },
      root: { level: 'INFO', handlers: ['console'] },
      disable_existing_loggers: false,
    },
  }),
  'hydra/job_logging/colorlog': () => ({
    package: 'hydra.job_logging',
    content: {
      version: 1,
      formatters: {
        simple: { format: '[%(asctime)s][%(name)s][%(levelname)s] - %(message)s' },
        colorlog: {
          '()': 'colorlog.ColoredFormatter',
          format: `${coloured}[%(blue)s%(name)s%(reset)s][%(log_color)s%(levelname)s%(reset)s] - %(message)s`,
          log_colors: { DEBUG: 'purple', INFO: 'green', WARNING: 'yellow', ERROR: 'red', CRITICAL: 'red' },
        },
      },
      handlers: {
        console: toConsole,
        file: { class: 'logging.FileHandler', formatter: 'simple', filename: '${hydra.job.name}.log' },
      },
      root: { level: 'INFO', handlers: ['console', 'file'] },
      disable_existing_loggers: false,
    },
  }),
}

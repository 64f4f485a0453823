import type { Manifest, SweepGroup } from '../registry/manifest.js'
import type { Registry } from '../registry/registry.js'
import { idleOfJoblib, idleOfOptuna, idleOfSubmitit, warnOfIdle } from './without-effect.js'

type Loaders = Readonly<Record<string, readonly [name: string, load: Manifest['load'], ...aliases: string[]]>>

const searches = () => import('./sweepers/search-sweepers.js')

/** By option: the class, and its other names. */
const sweepers: Loaders = {
  basic: [
    'BasicSweeper',
    () => import('./sweepers/basic-sweeper.js').then((m) => m.BasicSweeper),
    'hydra._internal.core_plugins.basic_sweeper.BasicSweeper',
  ],
  random: ['RandomSweeper', () => searches().then((m) => m.RandomSweeper)],
  sobol: ['SobolSweeper', () => searches().then((m) => m.SobolSweeper)],
  tpe: ['TPESweeper', () => searches().then((m) => m.TPESweeper)],
  asha: ['AshaSweeper', () => searches().then((m) => m.AshaSweeper)],
  median: ['MedianSweeper', () => searches().then((m) => m.MedianSweeper)],
  nsga2: ['NSGA2Sweeper', () => searches().then((m) => m.NSGA2Sweeper)],
  list: ['ListSweeper', () => import('./sweepers/list-sweeper.js').then((m) => m.ListSweeper)],
  concat: ['ConcatSweeper', () => import('./sweepers/concat-sweeper.js').then((m) => m.ConcatSweeper)],
}

const optuna: Manifest = {
  target: 'polyhead.sweepers.OptunaSweeper',
  aliases: ['hydra_plugins.hydra_optuna_sweeper.optuna_sweeper.OptunaSweeper'],
  group: 'hydra/sweeper',
  option: 'optuna',
  schema: 'hydra/sweeper/optuna',
  // It takes the names of Optuna's samplers for its own.
  recursive: false,
  check: warnOfIdle(idleOfOptuna),
  load: () => import('./sweepers/optuna-sweeper.js').then((m) => m.OptunaSweeper),
}

const launchers: Loaders = {
  basic: [
    'BasicLauncher',
    () => import('./launchers/basic-launcher.js').then((m) => m.BasicLauncher),
    'hydra._internal.core_plugins.basic_launcher.BasicLauncher',
  ],
  local: ['LocalLauncher', () => import('./launchers/local-launcher.js').then((m) => m.LocalLauncher)],
  redis: ['RedisLauncher', () => import('./launchers/redis-launcher.js').then((m) => m.RedisLauncher)],
  slurm: ['SlurmLauncher', () => import('./launchers/slurm-launcher.js').then((m) => m.SlurmLauncher)],
  submitit_slurm: [
    'SubmititLauncher',
    () => import('./launchers/submitit-launcher.js').then((m) => m.SubmititLauncher),
    'hydra_plugins.hydra_submitit_launcher.submitit_launcher.SlurmLauncher',
  ],
  joblib: [
    'JoblibLauncher',
    () => import('./launchers/local-launcher.js').then((m) => m.JoblibLauncher),
    'hydra_plugins.hydra_joblib_launcher.joblib_launcher.JoblibLauncher',
  ],
}

const checks: Readonly<Record<string, NonNullable<Manifest['check']>>> = {
  joblib: warnOfIdle(idleOfJoblib),
  submitit_slurm: warnOfIdle(idleOfSubmitit),
}

function manifests(group: SweepGroup, loaders: Loaders): Manifest[] {
  const folder = group === 'hydra/sweeper' ? 'sweepers' : 'launchers'
  return Object.entries(loaders).map(([option, [name, load, ...aliases]]) => ({
    ...{ target: `polyhead.${folder}.${name}`, aliases, group, option },
    ...{ schema: `${group}/${option}`, load },
    ...(Object.hasOwn(checks, option) && { check: checks[option] }),
  }))
}

/** The sweepers and launchers that come with polyhead. Hydra's basic ones are ours. */
export const sweepManifests: readonly Manifest[] = [
  ...manifests('hydra/sweeper', sweepers),
  optuna,
  ...manifests('hydra/launcher', launchers),
]

/** A registry with the sweepers and launchers that come with polyhead. */
export function withSweepers(registry: Registry): Registry {
  return registry.with(sweepManifests)
}

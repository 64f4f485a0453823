import { expect, test, vi } from 'vitest'
import type { parseOverride, Repository } from '../../src/compose/index.js'
import type { JobDirectories } from '../../src/sweep/job-directories.js'
import type { SweepJob } from '../../src/sweep/swept-task.js'

/** The modules as a process has them that has done nothing yet: they keep what they have found out. */
async function freshModules() {
  vi.resetModules()
  const [composition, frozen, config, checked, opened, diagnostic, sweptJob, directories, run] = await Promise.all([
    import('../../src/compose/index.js'),
    import('../../src/compose/repository.js'),
    import('../../src/config/index.js'),
    import('../../src/run/check-run.js'),
    import('../../src/run/open-job.js'),
    import('../../src/util/diagnostic.js'),
    import('../../src/sweep/check-job.js'),
    import('../../src/sweep/job-directories.js'),
    import('../../src/run/job.js'),
  ])
  return {
    ...composition,
    ...frozen,
    ...config,
    ...checked,
    ...opened,
    ...diagnostic,
    ...sweptJob,
    ...directories,
    ...run,
  }
}

type Modules = Awaited<ReturnType<typeof freshModules>>

const open = ({ openRepository }: Modules) =>
  openRepository([{ dir: 'configs' }, { dir: 'experiments', mount: 'experiment' }])
const now = new Date('2026-01-02T03:04:05Z')

/** What is known of jobs must not be taken for what another job needs: right values, wrong ones, and what joins keys. */
const DIMENSIONS: readonly (readonly string[])[] = [
  ['optimizer=sgd', 'optimizer=adam', 'optimizer=adan'],
  [
    'optimizer.lr=0.1',
    'optimizer.lr=-1',
    'optimizer.lr=fast',
    'optimizer.lr=${backbone.output_dim}',
    'optimizer.lrr=1',
  ],
  ['seed=1', 'seed=2', 'seed=1.5', 'seed=${hydra:job.num}', 'seed=${trainer.max_epochs}', 'seed=99999999999999999999'],
  ['backbone.hidden_dims=[64]', 'backbone.hidden_dims=[64,-1]', 'backbone.hidden_dims=8', 'backbone=cnn'],
  ['backbone.output_dim=32', 'backbone.output_dim=64', 'backbone.output_dim=0', 'backbone.output_dim=???'],
  ['heads.input_dim=32', 'heads.input_dim=64', 'heads.input_dim=${backbone.output_dim}', '~heads'],
  ['trainer.max_epochs=2', 'trainer.max_epochs=0', 'trainer.max_epochs=${seed}', '+trainer.max_time={hours: -1}'],
  ['lr_scheduler=step_lr', 'lr_scheduler=reduce_lr_on_plateau', 'lr_scheduler=null', '+lr_scheduler.step_size=9'],
  ['train_tasks=3', 'train_tasks=9', 'train_tasks=[1,2]', 'train_tasks=[2,2]', 'dataset.num_tasks=2'],
  ['eval_tasks=3', 'eval_tasks=[1,5]', 'eval_tasks=${train_tasks}', 'eval_tasks=${dataset.num_tasks}'],
  ['metrics.accuracy.csv_name=acc.csv', 'metrics.accuracy.csv_name=loss.csv', 'metrics.accuracy.csv_name=a/b.csv'],
  ['metrics.loss.csv_name=acc.csv', 'metrics.loss.csv_name=run.json', 'metrics.loss.csv_name=${hydra:job.num}.csv'],
  [
    'loggers.csv_logger.save_dir=/elsewhere',
    'loggers.csv_logger.save_dir=${hydra:sweep.dir}/1',
    'loggers.csv_logger.save_dir=${hydra:runtime.output_dir}/${hydra:job.num}',
    '~loggers.csv_logger',
  ],
  ['+callbacks@callbacks.stop=early_stopping', '+callbacks.stop._target_=polyhead.callbacks.Nothing', '+vars.w=3'],
  ['hydra.job.name=a', 'hydra.job.name=a/b', 'hydra.job.name=j${hydra.job.num}', 'hydra.job.name=${optimizer.lr}'],
  ['hydra.output_subdir=null', 'hydra.output_subdir=..', 'hydra.output_subdir=run.json', 'hydra.output_subdir=logs'],
  [
    'hydra.sweep.subdir=x',
    'hydra.sweep.subdir=../${hydra.job.num}',
    'hydra.sweep.subdir=${hydra.job.override_dirname}',
  ],
  ['+hydra.foo=1', 'hydra.verbose=[trainer]', 'hydra.job.chdir=true', 'hydra.job_logging.root.level=DEBUG'],
  ['backend=auto', 'backend=wasm', '+trainer.accelerator=gpu', 'backend=nothing'],
]

/** What is written anew for each job, and how: a job's hydra node must not be taken for another's. */
const OF_THE_JOB: readonly (readonly string[])[] = [
  [
    'hydra.job.config.override_dirname.kv_sep=_',
    'hydra.job.config.override_dirname.item_sep=${seed}',
    'hydra.job.config.override_dirname.exclude_keys=[seed]',
  ],
  ['hydra.job.env_copy=[HOME]', 'hydra.job.env_copy=[NOT_SET]', '++hydra.job.env_set.A="${hydra:job.num}"'],
  [
    'seed=${hydra:job.override_dirname}',
    'seed=${hydra.job.num}',
    'seed=${hydra:runtime.output_dir}',
    'optimizer.lr=${hydra:job.id}',
    'optimizer.lr=${oc.select:hydra.job.num,0.1}',
  ],
]

/** What the user has written into the hydra node that depends on what is swept. */
const BY_THE_USER: readonly (readonly string[])[] = [
  [
    'hydra.sweep.subdir=${optimizer.lr}_${seed}',
    'hydra.sweep.subdir=${train_tasks}',
    'hydra.run.dir=${train_tasks}',
    'hydra.run.dir=out/${train_tasks}',
    'hydra.job.name=${train_tasks}',
    'hydra.job.chdir=${vars}',
    '+hydra.callbacks.one._target_=Nothing${train_tasks}',
    'hydra.job_logging.root.level=${vars}',
  ],
  ['train_tasks=3', 'train_tasks=[1,2]'],
  ['+vars=false', '+vars=true', '+vars=DEBUG', '+vars=[1]'],
]

/** Directories that depend on the time, on what is swept, or on nothing. */
const OF_DIRECTORIES: readonly (readonly string[])[] = [
  ['hydra.sweep.subdir=${seed}', 'hydra.sweep.subdir=${now:%d}'],
  ['hydra.sweep.dir=mr', 'hydra.sweep.dir=a/${now:%Y}', 'hydra.sweep.dir=b${seed}/${now:%Y}'],
  ['seed=1', 'seed=2'],
]

/** Entries with which nothing is wrong beside some others, and is beside others. */
const OF_ENTRIES: readonly (readonly string[])[] = [
  ['seed=1', 'seed=2', 'optimizer._target_=polyhead.backbones.MLP', '~optimizer._target_'],
  ['+trainer.accelerator=gpu', '+trainer.accelerator=cpu'],
  ['backend=auto', 'backend=wasm'],
  [
    '+metrics.more={_target_: torchmetrics.Accuracy, task: "${vars.m}", num_classes: 10}',
    '+callbacks.stopp=null',
    'train_tasks=2',
  ],
  ['+vars={m: multiclass}', '+vars={m: binary}', '+vars={m: "${hydra:job.name}"}'],
]

/** In [0, 1): the same ones each time. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Some of the dimensions. */
function choose(random: () => number): readonly (readonly string[])[] {
  const left = [...DIMENSIONS]
  return Array.from({ length: 3 }, () => left.splice(Math.floor(random() * left.length), 1)[0] as readonly string[])
}

/** The points of a grid, in a sweep's order. */
function grid(dimensions: readonly (readonly string[])[]): string[][] {
  return dimensions.reduce<string[][]>(
    (points, next) => points.flatMap((point) => next.map((one) => [...point, one])),
    [[]],
  )
}

/** Where a point is composed. */
interface Place {
  modules: Modules
  repository: Repository
  parse: (text: string) => ReturnType<typeof parseOverride>
  /** Where it is validated as a point of a sweep. */
  directories?: JobDirectories
}

const SWEEP = { dir: '/work/mr', named: 'mr' }

/** All that comes of a point: its config, or what is wrong with it. */
async function outcome(overrides: readonly string[], num: number, place: Place): Promise<unknown> {
  const { modules, repository, parse } = place
  const { ConfigError, toPlain } = modules
  const env = { HOME: '/root' }
  const facts = { cwd: '/work', now, name: 'run', env, sweep: { num, id: String(num), ...SWEEP } }
  let found: unknown
  const check = async (job: SweepJob) => {
    const common = job.facts.sweep?.output
    const { bound, plan } = await modules.checkRun(job.config, job.facts)
    modules.requireOpenable(bound, job.facts)
    const hydra = toPlain(bound.config.hydra)
    const { dir } = bound.wanted
    found = plain({ resolved: toPlain(plan.resolved), hydra, dir, warnings: plan.warnings })
    // It was validated in a directory that is not its own.
    if (common === undefined) return
    const own = modules.bindJob(job.config, facts).wanted.dir
    found = JSON.parse(JSON.stringify(found).replaceAll(common, own))
  }
  try {
    const texts = ['hydra.sweep.dir=mr', 'experiment=permuted_digits', ...overrides]
    const config = modules.compose({ repository, configName: 'config', overrides: texts.map(parse), env })
    const job = { config, facts, overrides: texts }
    await (place.directories ? modules.checkJob(job, check, place.directories) : check(job))
    return found
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return plain(error.diagnostics)
  }
}

/** As it would be shown: nodes that messages were made of are not. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each)))
}

/** What a sweep shares: its frozen configs, overrides that are parsed once, and a directory. */
function shared(modules: Modules): Place {
  const known = new Map<string, ReturnType<typeof parseOverride>>()
  const parse = (text: string) => {
    const override = known.get(text) ?? modules.parseOverride(text, { origin: 'command line' })
    known.set(text, override)
    return override
  }
  const { repository } = modules.freezeRepository(open(modules))
  const directories = new modules.JobDirectories(SWEEP)
  directories.look()
  return { modules, repository, parse, directories }
}

function alone(modules: Modules): Place {
  const parse = (text: string) => modules.parseOverride(text, { origin: 'command line' })
  return { modules, repository: open(modules), parse }
}

/** One in so many points has modules of its own, for which there is no time in all. */
const EACH = 5

test('a point among thousands gives what it gives alone: each value, each message, in whatever order', async () => {
  const random = generator(1)
  const grids = [
    OF_THE_JOB,
    BY_THE_USER,
    OF_DIRECTORIES,
    OF_ENTRIES,
    ...Array.from({ length: 8 }, () => choose(random)),
  ]
  const points = grids.flatMap((dimensions) => [...grid(dimensions).entries()])
  const together: unknown[] = []
  const place = shared(await freshModules())
  for (const [num, overrides] of points) together.push(await outcome(overrides, num, place))
  const wrong = together.filter(Array.isArray).length
  // Both kinds are there, or nothing was compared.
  expect(wrong).toBeGreaterThan(points.length / 4)
  expect(points.length - wrong).toBeGreaterThan(points.length / 10)
  const first = Math.floor(random() * EACH)
  for (const [i, [num, overrides]] of points.entries()) {
    const own = i % EACH === first ? await freshModules() : place.modules
    expect(together[i], overrides.join(' ')).toEqual(await outcome(overrides, num, alone(own)))
  }
}, 240_000)

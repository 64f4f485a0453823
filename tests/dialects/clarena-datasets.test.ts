import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { compose } from '../../src/compose/index.js'
import { toPlain } from '../../src/config/index.js'
import { checkRun } from '../../src/run/check-run.js'
import { ConfigError } from '../../src/util/diagnostic.js'

const configDir = fileURLToPath(new URL('../fixtures/clarena-tree/tree', import.meta.url))
const composed = (overrides: readonly string[]) => compose({ configDir, configName: 'entrance', overrides })

/** What a tree's data set comes to in polyhead's own keys, and what its user is told. */
async function dataset(...overrides: string[]): Promise<{ dataset: Record<string, unknown>; told: string[] }> {
  const { plan } = await checkRun(composed(overrides), { outputDir: '/runs/one' })
  const root = toPlain(plan.resolved) as { dataset: Record<string, unknown> }
  return { dataset: root.dataset, told: plan.warnings.map(({ message }) => message) }
}

/** The messages of a tree's errors, with their hints. */
async function refused(...overrides: string[]): Promise<string[]> {
  try {
    await checkRun(composed(overrides), { outputDir: '/runs/one' })
  } catch (error) {
    if (error instanceof ConfigError) return error.diagnostics.map(({ message, hint = '' }) => `${message} ${hint}`)
    throw error
  }
  return []
}

const inner = (target: string, ...others: string[]) => [
  'index=joint',
  '~mtl_dataset.cl_dataset.permutation_mode',
  `mtl_dataset.cl_dataset._target_=clarena.cl_datasets.${target}`,
  ...others,
]

describe('data sets of CLArena', () => {
  test('colours have means of their own, and as many classes as are published', async () => {
    const found = await dataset(...inner('PermutedCIFAR100', 'backbone.input_dim=3072'))
    expect(found.dataset).toMatchObject({
      source: 'cifar100',
      num_classes: 100,
      image_shape: [32, 32, 3],
      mean: [0.5074, 0.4867, 0.4411],
      std: [0.2011, 0.1987, 0.2025],
    })
  })

  test('EMNIST is one of its parts', async () => {
    const found = await dataset(...inner('PermutedEMNIST', '+mtl_dataset.cl_dataset.split=letters'))
    expect(found.dataset).toMatchObject({ source: 'emnist_letters', num_classes: 26, mean: 0.1722, std: 0.331 })
    expect(found.dataset).not.toHaveProperty('split')
    expect(await refused(...inner('PermutedEMNIST', '+mtl_dataset.cl_dataset.split=leters'))).toEqual([
      "mtl_dataset.cl_dataset.split must be one of byclass, bymerge, balanced, letters, digits did you mean 'letters'?",
    ])
  })

  test('a single task takes all classes of its data set', async () => {
    const found = await dataset('index=single', 'stl_dataset._target_=clarena.stl_datasets.KMNIST')
    expect(found.dataset).toMatchObject({ source: 'kmnist', num_tasks: 1, num_classes: 10, mean: 0.1904 })
  })

  const combined = [
    'index=joint',
    '~mtl_dataset.cl_dataset',
    '~mtl_dataset.num_workers',
    'mtl_dataset._target_=clarena.mtl_datasets.Combined',
    '+mtl_dataset.validation_percentage=0.1',
    '+mtl_dataset.test_percentage=0.2',
    'train_tasks=2',
    'eval_tasks=2',
  ]

  test('combined data sets: a data set for each task, with its own folder, classes and means', async () => {
    const datasets = '{1: torchvision.datasets.FashionMNIST, 2: clarena.stl_datasets.raw.EMNISTLetters}'
    const found = await dataset(
      ...combined,
      `+mtl_dataset.datasets=${datasets}`,
      '+mtl_dataset.root={1: data/fashion, 2: data/letters}',
    )
    expect(found.dataset).toMatchObject({
      _target_: 'polyhead.datasets.Combined',
      datasets: { 1: { name: 'fashion_mnist', root: 'data/fashion' }, 2: { name: 'emnist_letters' } },
      num_tasks: 2,
      num_classes: { 1: 10, 2: 26 },
      mean: { 1: 0.286, 2: 0.1722 },
      image_shape: [28, 28, 1],
    })
  })

  test('combined data sets of several shapes need one', async () => {
    const datasets = '+mtl_dataset.datasets={1: torchvision.datasets.MNIST, 2: torchvision.datasets.CIFAR10}'
    const own = [...combined, datasets, '+mtl_dataset.root=data']
    expect(await refused(...own)).toEqual([
      'mtl_dataset.resize: all tasks must have images of one shape, but there are 28×28×1 of task 1 and 32×32×3 of task 2 give resize and repeat_channels',
    ])
    const found = await dataset(
      ...own,
      '+mtl_dataset.resize={1: "(32, 32)", 2: null}',
      '+mtl_dataset.repeat_channels={1: 3, 2: null}',
      'backbone.input_dim=3072',
    )
    expect(found.dataset).toMatchObject({ image_shape: [32, 32, 3], resize: { 1: [32, 32], 2: null } })
    expect(
      await refused(...combined, '+mtl_dataset.root=data', '+mtl_dataset.datasets={1: torchvision.datasets.SVHN}'),
    ).toEqual([expect.stringContaining("mtl_dataset.datasets.1: 'torchvision.datasets.SVHN' is not here: nearest is")])
  })

  test('the size of a batch is that of the outer data set, 1 where it has none', async () => {
    const found = await dataset('index=joint', '~mtl_dataset.batch_size')
    expect(found.dataset).toMatchObject({ batch_size: 1 })
    expect(found.told).toContain(
      'mtl_dataset.cl_dataset.batch_size has no effect: mtl_dataset.batch_size counts, 1 unless it is given',
    )
  })

  test('processes that load data are told to have no effect', async () => {
    const workers = 'has no effect: batches are made by the process that trains'
    expect((await dataset('index=joint')).told).toEqual([`mtl_dataset.num_workers ${workers}`])
    expect((await dataset('index=single')).told).toEqual([])
  })

  test("the config's own print-out has no effect, and is told where it is asked for", async () => {
    const told = "misc.config_tree has no effect: a run saves its config, and '--cfg job' prints it"
    expect((await dataset('index=single', 'misc.config_tree.print=true')).told).toEqual([told])
    expect((await dataset('index=single', 'misc.config_tree.save=true')).told).toEqual([told])
    expect((await dataset('index=single', '~misc.config_tree')).told).toEqual([])
  })

  test('keys that a pipeline does not look at are told', async () => {
    expect((await dataset('index=single', '+train_tasks=3', '+model_path=x')).told).toEqual([
      'model_path has no effect: pipeline STL_EXPR does not look at it',
      'train_tasks has no effect: pipeline STL_EXPR does not look at it',
    ])
  })

  test('a table in folders of its own is in the run, too', async () => {
    const { plan } = await checkRun(composed(['index=single']), { outputDir: '/runs/one' })
    expect(toPlain(plan.resolved)).toMatchObject({
      loggers: {
        csv_logger: { name: 'lightning_csv_logs', save_dir: '/runs/one' },
        run_metrics: { name: null, save_dir: '/runs/one', file_name: 'metrics.csv' },
      },
    })
  })

  test.each([
    [['index=joint', '~mtl_dataset.cl_dataset.num_tasks'], "PermutedFashionMNIST needs the key 'num_tasks'"],
    [['index=joint', '~mtl_dataset.cl_dataset.validation_percentage'], "needs the key 'validation_percentage'"],
    [['index=joint', '+mtl_dataset.cl_dataset.resize=large'], 'mtl_dataset.cl_dataset.resize must be a size'],
    [['index=joint', 'mtl_dataset.num_workers=-1'], 'mtl_dataset.num_workers must be a number of processes'],
    [['index=joint', '+mtl_dataset.cl_dataset.foo=1'], 'mtl_dataset.cl_dataset.foo is not a key'],
    [['index=joint', 'mtl_dataset.sampling_strategy=mixd'], 'mtl_dataset.sampling_strategy must be'],
    [['index=joint', 'mtl_dataset.cl_dataset.validation_percentage=2'], 'mtl_dataset.cl_dataset.validation_percentage'],
    [['index=single', 'stl_dataset.validation_percentage=2'], 'stl_dataset.validation_percentage must be'],
    [['index=single', 'global_seed=x'], 'global_seed must be'],
    [['index=single', '+lightning_loggers.csv_logger.prefix=1'], 'lightning_loggers.csv_logger.prefix must be'],
    [['index=single', 'stl_dataset._target_=clarena.stl_datasets.SVHN'], 'known to CLArena, not here: nearest is'],
    [['index=joint', 'mtl_algorithm._target_=clarena.cl_algorithms.EWC'], 'clarena.mtl_algorithms.JointLearning'],
  ])('%j is told in the keys of the tree', async (overrides, message) => {
    const found = await refused(...overrides)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(message)
  })

  test.each(['300000000', '10000000000'])('%s tasks are refused before any list of them is made', async (count) => {
    const found = await refused('index=joint', `mtl_dataset.cl_dataset.num_tasks=${count}`)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain('mtl_dataset.cl_dataset.num_tasks must be an integer from 1 to 10000')
  })
})

describe('what is found by rules', () => {
  test.each([
    [['+mtl_dataset.cl_dataset.repeat_channels=3'], 'backbone.input_dim is 784', 'write input_dim: 2352'],
    [['+mtl_dataset.cl_dataset.resize="(0, 0)"'], 'mtl_dataset.cl_dataset.resize makes images of 0×0×1', ''],
    [['+mtl_dataset.cl_dataset.resize=[16384,16384]'], 'mtl_dataset.cl_dataset.resize makes images of 16384×', ''],
    [['+mtl_dataset.cl_dataset.repeat_channels=0'], 'mtl_dataset.cl_dataset.repeat_channels makes images of', ''],
    [
      [
        'mtl_dataset=split_mnist',
        '~mtl_dataset.cl_dataset.class_split',
        '+mtl_dataset.cl_dataset.class_split={1: [0], 2: [1, 2], 3: [3, 4]}',
      ],
      'mtl_dataset.cl_dataset.class_split.1 must be a list of integers',
      '',
    ],
  ])('%j is told without keys that no tree has', async (overrides, message, hint) => {
    const found = await refused('index=joint', ...overrides)
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(message)
    expect(found[0]).toContain(hint)
    expect(found[0]).not.toMatch(/(?<![\w.])dataset\./)
  })
})

describe('custom transforms', () => {
  const transforms = (value: string) => ['index=joint', `+mtl_dataset.cl_dataset.custom_transforms=${value}`]

  test('one of them, or several that are composed, become a list', async () => {
    const flip = '{_target_: torchvision.transforms.RandomHorizontalFlip, p: 0.3}'
    const crop = '{_target_: torchvision.transforms.RandomCrop, size: 28, padding: 2}'
    expect((await dataset(...transforms(flip))).dataset).toMatchObject({
      custom_transforms: [{ name: 'RandomHorizontalFlip', p: 0.3 }],
    })
    const all = `{_target_: torchvision.transforms.Compose, transforms: [${flip}, ${crop}]}`
    expect((await dataset(...transforms(all))).dataset).toMatchObject({
      custom_transforms: [{ name: 'RandomHorizontalFlip' }, { name: 'RandomCrop', size: 28, padding: 2 }],
    })
  })

  test('arguments without names, and keys with the value that they have here, are understood', async () => {
    const turn = '{_target_: torchvision.transforms.v2.RandomRotation, _args_: [[-10, 10]], expand: false}'
    expect((await dataset(...transforms(turn))).dataset).toMatchObject({
      custom_transforms: [{ name: 'RandomRotation', degrees: [-10, 10] }],
    })
  })

  test.each([
    ['{_target_: torchvision.transforms.RandomVerticalFlp}', "nearest is 'torchvision.transforms.RandomVerticalFlip'"],
    ['{_target_: torchvision.transforms.GaussianBlur}', "is torchvision's, not here"],
    ['{_target_: my.own.Transform}', "is none of torchvision's transforms"],
    ['{_target_: torchvision.transforms.RandomRotation, degrees: 5, expand: true}', 'expand must be false here'],
    ['{_target_: torchvision.transforms.RandomCrop}', "custom_transforms needs 'size'"],
    [
      '{_target_: torchvision.transforms.RandomInvert, fill: 1}',
      'custom_transforms.fill is not a key of torchvision.transforms.RandomInvert',
    ],
    [
      '{_target_: torchvision.transforms.RandomCrop, size: 28, paddin: 1}',
      "custom_transforms.paddin is not a key of torchvision.transforms.RandomCrop did you mean 'padding'?",
    ],
    ['{_target_: torchvision.transforms.RandomInvert, p: 2}', 'mtl_dataset.cl_dataset.custom_transforms.p must be'],
    [
      '{_target_: torchvision.transforms.Compose, transforms: [null, {_target_: torchvision.transforms.Pad}]}',
      "custom_transforms.transforms[1] needs 'padding'",
    ],
    ['[{_target_: torchvision.transforms.RandomInvert, p: 2}]', 'cl_dataset.custom_transforms[0].p must be'],
    ['flip', "must be one of torchvision's transforms"],
  ])('%s is refused', async (value, message) => {
    const found = await refused(...transforms(value))
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(message)
  })
})

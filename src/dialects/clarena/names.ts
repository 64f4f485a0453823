const MTL = {
  dataset: 'mtl_dataset',
  algorithm: 'mtl_algorithm',
  algorithmClass: 'polyhead.algorithms.JointLearning',
  heads: 'polyhead.heads.HeadsMTL',
  model: 'mtl_model',
  manyTasks: true,
  /** Whether it tests a saved model, and trains none. */
  tests: false,
} as const

const STL = {
  dataset: 'stl_dataset',
  algorithm: 'stl_algorithm',
  algorithmClass: 'polyhead.algorithms.SingleLearning',
  heads: 'polyhead.heads.HeadSTL',
  model: 'stl_model',
  manyTasks: false,
  tests: false,
} as const

/** What runs: each pipeline's task keys, and which class stands for the heads that CLArena makes by itself. */
export const PIPELINES = {
  MTL_EXPR: MTL,
  MTL_EVAL: { ...MTL, tests: true },
  STL_EXPR: STL,
  STL_EVAL: { ...STL, tests: true },
} as const

/** The pipelines that run here. */
export type Pipeline = keyof typeof PIPELINES

/** Pipelines of CLArena that are not here, and what comes nearest. */
export const OTHER_PIPELINES: Readonly<Record<string, string>> = {
  CL_MAIN_EXPR: 'pipeline=MTL_EXPR, which learns the tasks jointly',
  CL_MAIN_EVAL: 'pipeline=MTL_EVAL, which tests a saved model',
  CL_FULL_EXPR: 'pipeline=MTL_EXPR, which learns the tasks jointly',
  CL_FULL_EVAL: 'pipeline=MTL_EVAL, which tests a saved model',
  CL_REF_JOINT_EXPR: 'pipeline=MTL_EXPR, which learns the tasks jointly',
  CL_REF_INDEPENDENT_EXPR: 'pipeline=STL_EXPR, which learns one task',
  CL_REF_RANDOM_EXPR: 'pipeline=MTL_EXPR, which learns the tasks jointly',
  CUL_MAIN_EXPR: 'pipeline=MTL_EXPR, which learns the tasks jointly',
  CUL_FULL_EXPR: 'pipeline=MTL_EXPR, which learns the tasks jointly',
  CUL_FULL_EVAL: 'pipeline=MTL_EVAL, which tests a saved model',
}

/** A data set that tasks are made of, by CLArena's constants. */
export interface SourceFacts {
  readonly source: string
  readonly mean: number
  readonly std: number
}

/** All are grey, 28×28, with ten classes. */
export const SOURCES: Readonly<Record<string, SourceFacts>> = {
  MNIST: { source: 'mnist', mean: 0.1307, std: 0.3081 },
  FashionMNIST: { source: 'fashion_mnist', mean: 0.286, std: 0.353 },
}

/** Height and width of an image of each of them. */
export const IMAGE_SIDE = 28

/** Classes of each of them. */
export const CLASSES = 10

/** Kinds of tasks: CLArena's names begin so. */
export const KINDS: Readonly<Record<string, string>> = {
  Permuted: 'polyhead.datasets.Permuted',
  Split: 'polyhead.datasets.Split',
  Rotated: 'polyhead.datasets.Rotated',
}

/** Callbacks whose work a run does by itself: it logs its beginning and its end. */
export const NEEDLESS_CALLBACKS = ['clarena.callbacks.MTLPylogger', 'clarena.callbacks.STLPylogger']

/** Other names of components that are the same for tasks that are learned together. */
export const SAME_AS: Readonly<Record<string, string>> = {
  'clarena.backbones.CLMLP': 'clarena.backbones.MLP',
  'clarena.backbones.CLResNet18': 'clarena.backbones.ResNet18',
  'clarena.backbones.CLResNet34': 'clarena.backbones.ResNet34',
  'clarena.backbones.CLResNet50': 'clarena.backbones.ResNet50',
  'clarena.backbones.CLResNet101': 'clarena.backbones.ResNet101',
  'clarena.backbones.CLResNet152': 'clarena.backbones.ResNet152',
}

const DATA_SETS = [
  ...['MNIST', 'EMNIST', 'FashionMNIST', 'KMNIST', 'NotMNIST', 'SignLanguageMNIST', 'ArabicHandwrittenDigits'],
  ...['KannadaMNIST', 'SVHN', 'Country211', 'Imagenette', 'DTD', 'CIFAR10', 'CIFAR100', 'Caltech101', 'Caltech256'],
  ...['EuroSAT', 'FGVCAircraft', 'Flowers102', 'Food101', 'CelebA', 'FER2013', 'TinyImageNet', 'OxfordIIITPet'],
  ...['PCAM', 'RenderedSST2', 'StanfordCars', 'SUN397', 'USPS', 'SEMEION', 'FaceScrub', 'CUB2002011', 'GTSRB'],
  'Linnaeus5',
]

const SPLIT = ['MNIST', 'CIFAR10', 'CIFAR100', 'TinyImageNet', 'CUB2002011']

const each = (folder: string, names: readonly string[]): string[] => names.map((name) => `clarena.${folder}.${name}`)

/** Classes of CLArena that a config may name and that are not here. Those that are here are known to the registry. */
export const KNOWN: readonly string[] = [
  ...each('stl_datasets', DATA_SETS),
  ...each('cl_datasets', [
    ...DATA_SETS.map((name) => `Permuted${name}`),
    ...SPLIT.map((name) => `Split${name}`),
    'RotatedMNIST',
    'Combined',
  ]),
  ...each('backbones', [
    ...['HATMaskMLP', 'WSNMaskMLP', 'HATMaskResNet18', 'HATMaskResNet34', 'HATMaskResNet50', 'HATMaskResNet101'],
    'HATMaskResNet152',
  ]),
  ...each('heads', ['HeadsTIL', 'HeadsCIL']),
  ...each('callbacks', ['CLRichProgressBar', 'CLPylogger', 'CULPylogger', 'SaveFirstBatchImages']),
  ...each('metrics', [
    ...['CLAccuracy', 'CLLoss', 'CULDistributionDistance', 'CULAccuracyDifference', 'HATAdjustmentRate'],
    ...['HATNetworkCapacity', 'HATMasks'],
  ]),
]

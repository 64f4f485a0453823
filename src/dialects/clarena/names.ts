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
  CUL_REF_RETRAIN_EXPR: 'pipeline=MTL_EXPR, which learns the tasks jointly',
  CUL_REF_ORIGINAL_EXPR: 'pipeline=MTL_EXPR, which learns the tasks jointly',
  CUL_FULL_EXPR: 'pipeline=MTL_EXPR, which learns the tasks jointly',
  CUL_FULL_EVAL: 'pipeline=MTL_EVAL, which tests a saved model',
}

/** Kinds of tasks: CLArena's names begin so; `Combined` is one by itself. */
export const KINDS: Readonly<Record<string, string>> = {
  Permuted: 'polyhead.datasets.Permuted',
  Split: 'polyhead.datasets.Split',
  Rotated: 'polyhead.datasets.Rotated',
  Combined: 'polyhead.datasets.Combined',
}

/** Callbacks whose work a run does by itself: it logs its beginning and its end. */
export const NEEDLESS_CALLBACKS = ['clarena.callbacks.MTLPylogger', 'clarena.callbacks.STLPylogger']

/** What comes nearest to the classes of a folder that has no class here. */
export const NEAREST_IN: Readonly<Record<string, string>> = {
  'clarena.cl_algorithms.': 'clarena.mtl_algorithms.JointLearning',
  'clarena.cul_algorithms.': 'clarena.mtl_algorithms.JointLearning',
}

/** Other names of components that are the same for tasks that are learned together. */
export const SAME_AS: Readonly<Record<string, string>> = {
  'clarena.backbones.CLMLP': 'clarena.backbones.MLP',
  'clarena.backbones.CLResNet18': 'clarena.backbones.ResNet18',
  'clarena.backbones.CLResNet34': 'clarena.backbones.ResNet34',
  'clarena.backbones.CLResNet50': 'clarena.backbones.ResNet50',
  'clarena.backbones.CLResNet101': 'clarena.backbones.ResNet101',
  'clarena.backbones.CLResNet152': 'clarena.backbones.ResNet152',
  'clarena.callbacks.CLRichProgressBar': 'lightning.pytorch.callbacks.RichProgressBar',
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
  ...each('cl_algorithms', [
    ...['Finetuning', 'Independent', 'UnlearnableIndependent', 'Fix', 'Random', 'LwF', 'EWC', 'CBP', 'HAT', 'AdaHAT'],
    ...['FGAdaHAT', 'AmnesiacHAT', 'NISPA', 'WSN'],
  ]),
  ...each('cul_algorithms', ['IndependentUnlearn', 'AmnesiacHATUnlearn']),
  ...each('heads', ['HeadsTIL', 'HeadsCIL']),
  ...each('callbacks', ['CLPylogger', 'CULPylogger']),
  ...each('metrics', [
    ...['CLAccuracy', 'CLLoss', 'CULDistributionDistance', 'CULAccuracyDifference', 'HATAdjustmentRate'],
    ...['HATNetworkCapacity', 'HATMasks'],
  ]),
]

/** A data set that tasks are made of, by CLArena's constants. */
export interface SourceFacts {
  /** As in `dataset.source`. */
  readonly source: string
  readonly classes: number
  /** Height, width and channels of an image. */
  readonly shape: readonly [number, number, number]
  readonly mean: number | readonly number[]
  readonly std: number | readonly number[]
}

const grey = (source: string, classes: number, mean: number, std: number): SourceFacts => {
  return { source, classes, shape: [28, 28, 1], mean, std }
}

const cifar = (source: string, classes: number): SourceFacts => {
  return { source, classes, shape: [32, 32, 3], mean: [0.5074, 0.4867, 0.4411], std: [0.2011, 0.1987, 0.2025] }
}

/** Those that are here, by CLArena's and torchvision's names. */
export const SOURCES: Readonly<Record<string, SourceFacts>> = {
  MNIST: grey('mnist', 10, 0.1307, 0.3081),
  FashionMNIST: grey('fashion_mnist', 10, 0.286, 0.353),
  KMNIST: grey('kmnist', 10, 0.1904, 0.3475),
  CIFAR10: cifar('cifar10', 10),
  CIFAR100: cifar('cifar100', 100),
}

/** EMNIST's parts, by the key `split`. */
export const EMNIST_PARTS: Readonly<Record<string, SourceFacts>> = {
  byclass: grey('emnist_byclass', 62, 0.1751, 0.3332),
  bymerge: grey('emnist_bymerge', 47, 0.174, 0.331),
  balanced: grey('emnist_balanced', 47, 0.1754, 0.3336),
  letters: grey('emnist_letters', 26, 0.1722, 0.331),
  digits: grey('emnist_digits', 10, 0.1736, 0.3317),
}

/** The classes of a data set that others are combined of, as a config names them. */
export const RAW_CLASSES: Readonly<Record<string, SourceFacts>> = {
  ...Object.fromEntries(Object.entries(SOURCES).map(([name, facts]) => [`torchvision.datasets.${name}`, facts])),
  ...Object.fromEntries(
    ['ByClass', 'ByMerge', 'Balanced', 'Letters', 'Digits'].map((part) => [
      `clarena.stl_datasets.raw.EMNIST${part}`,
      EMNIST_PARTS[part.toLowerCase()] as SourceFacts,
    ]),
  ),
}

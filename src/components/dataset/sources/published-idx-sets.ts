import type { PublishedIdx } from './published-idx.js'

/** EMNIST's parts (G. Cohen, S. Afshar, J. Tapson, A. van Schaik), each in files of its own. */
function emnist(part: string, classes: number, rows: PublishedIdx['rows'], firstLabel = 0): PublishedIdx {
  const names = { name: `emnist_${part}`, title: `EMNIST (${part})`, folder: 'EMNIST', prefix: `emnist-${part}-` }
  return { ...names, classes, rows, firstLabel }
}

/** Data sets that are published as IDX files, and are read as they are. */
export const publishedIdxSets: readonly PublishedIdx[] = [
  // Y. LeCun, C. Cortes, C. Burges
  { name: 'mnist', title: 'MNIST', folder: 'MNIST', classes: 10, rows: [60_000, 10_000] },
  // T. Clanuwat and others: cursive Japanese
  { name: 'kmnist', title: 'KMNIST', folder: 'KMNIST', classes: 10, rows: [60_000, 10_000] },
  emnist('byclass', 62, [697_932, 116_323]),
  emnist('bymerge', 47, [697_932, 116_323]),
  emnist('balanced', 47, [112_800, 18_800]),
  emnist('letters', 26, [124_800, 20_800], 1),
  emnist('digits', 10, [240_000, 40_000]),
]

import type { ComponentClass, Manifest } from '../../registry/manifest.js'
import { checkDataset } from './check-dataset.js'

function dataset(name: string, option: string, aliases: string[], load: () => Promise<ComponentClass>): Manifest {
  return {
    target: `polyhead.datasets.${name}`,
    aliases,
    group: 'dataset',
    option,
    schema: `dataset/${option}`,
    check: checkDataset,
    load,
  }
}

/** Data sets of tasks. */
export const datasetManifests: Manifest[] = [
  dataset('PermutedDigits', 'permuted_digits', [], () => import('./permuted-digits.js').then((m) => m.PermutedDigits)),
  dataset('SplitDigits', 'split_digits', [], () => import('./split-digits.js').then((m) => m.SplitDigits)),
  dataset('RotatedDigits', 'rotated_digits', [], () => import('./rotated-digits.js').then((m) => m.RotatedDigits)),
  dataset('CombinedDigits', 'combined_digits', [], () => import('./combined-digits.js').then((m) => m.CombinedDigits)),
  dataset('PermutedFashionMNIST', 'permuted_fashion_mnist', ['clarena.cl_datasets.PermutedFashionMNIST'], () =>
    import('./permuted-fashion-mnist.js').then((m) => m.PermutedFashionMNIST),
  ),
  dataset('SplitFashionMNIST', 'split_fashion_mnist', [], () =>
    import('./split-fashion-mnist.js').then((m) => m.SplitFashionMNIST),
  ),
  dataset('Permuted', 'permuted', [], () => import('./permuted.js').then((m) => m.Permuted)),
  dataset('Split', 'split', [], () => import('./split.js').then((m) => m.Split)),
  dataset('Rotated', 'rotated', [], () => import('./rotated.js').then((m) => m.Rotated)),
  dataset('Combined', 'combined', ['clarena.mtl_datasets.Combined'], () =>
    import('./combined.js').then((m) => m.Combined),
  ),
  dataset('MultiOutput', 'multi_output', [], () => import('./multi-output.js').then((m) => m.MultiOutput)),
]

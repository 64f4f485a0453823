import { expect, it } from 'vitest'
import { checkDataset } from '../../../src/components/dataset/check-dataset.js'
import { loadYaml } from '../../../src/config/index.js'

function messages(yaml: string): string[] {
  return checkDataset(loadYaml(yaml, { file: 'configs/dataset/mine.yaml' }), 'dataset').map(({ message }) => message)
}

it.each([
  ['num_features: 64\nimage_shape: [8, 8, 1]\nnum_tasks: 2\nclass_split: {1: [0, 1], 2: [2, 3]}\nnum_classes: 2', []],
  ['num_features: 64\nimage_shape: null', []],
  ['num_features: 60\nimage_shape: [8, 8, 1]', ['dataset.num_features is 60, but image_shape [8, 8, 1] has 64 values']],
  [
    'num_tasks: 3\npermutation_seeds: {1: 0, 2: 1}',
    ['dataset.permutation_seeds has no entry for task 3: it must name the tasks 1 to 3'],
  ],
  [
    'num_tasks: 1\nnum_classes: {1: 2, 2: 2}',
    ['dataset.num_classes has an entry for task 2, but there is 1 task: it is left out'],
  ],
  ['num_tasks: 2\nrotation_degrees: [0, 90, 180]', ['dataset.rotation_degrees has 3 entries, but num_tasks is 2']],
  [
    'class_split: {1: [0, 1, 2]}\nnum_classes: {1: 2}',
    ['dataset.num_classes is 2 for task 1, but class_split gives it 3 classes'],
  ],
  [
    'num_tasks: 2\nclass_split: {1: [0, 1]}',
    ['dataset.class_split has no entry for task 2: it must name the tasks 1 to 2'],
  ],
  ['num_tasks: 2\ntasks: {1: {name: kind}}', []],
  [
    'num_tasks: 2\ntasks: {1: {label_column: kind}}',
    ['dataset.tasks has no entry for task 2: it must name the tasks 1 to 2'],
  ],
  ['num_tasks: 2\ndatasets: {1: optdigits, 2: mnist}\nclass_split: {1: [0, 1]}', []],
  [
    'image_shape: [8, 8, 3]\nnum_features: 192\nmean: [0.1, 0.2]\nstd: [0.1, 0.2, 0.3]',
    ['dataset.mean has 2 numbers, but samples have 3 channels'],
  ],
  ['image_shape: [8, 8, 3]\nnum_features: 192\nmean: {1: [0.5], 2: 0.1}\nstd: [0.3]', []],
  [
    'image_shape: null\nresize: [8, 8]',
    ['dataset.resize is for images, but image_shape is null: samples are plain rows'],
  ],
  [
    'source: {name: idx, images: i, labels: l, label_column: 3}',
    ["dataset.source.label_column means nothing to source 'idx'"],
  ],
  [
    'datasets: {1: {name: csv, file: a.csv, feature_columns: [a], drop_columns: [b]}}',
    ['dataset.datasets.1.drop_columns means nothing beside feature_columns, which names all features'],
  ],
  [
    'source: {name: csv, file: a.csv, fill_value: 0}',
    ["dataset.source.fill_value means nothing without 'missing_values: fill'"],
  ],
  ['source: {name: idx, images: i, labels: l, test_images: t}', ['dataset.source.test_images needs test_labels']],
  ['source: {name: csv, file: a.csv, size: null}', []],
  [
    'num_tasks: 1000000000\nnum_classes: {1: 2}',
    ['dataset.num_classes has no entry for task 2: it must name the tasks 1 to 1000000000'],
  ],
  ['mean: 0.5\nstd: null', ['dataset.std is null, but mean is not: give both or none']],
])('%j', (yaml, expected) => {
  expect(messages(yaml)).toEqual(expected)
})

it('names the place of the value at fault', () => {
  const [diagnostic] = checkDataset(loadYaml('num_features: 1\nimage_shape: [1, 2, 1]', { file: 'd.yaml' }), 'dataset')
  expect(diagnostic).toMatchObject({ path: 'dataset.num_features', source: { kind: 'file', file: 'd.yaml', line: 1 } })
})

it('only warns of tasks beyond num_tasks', () => {
  const severities = checkDataset(loadYaml('num_tasks: 1\nclass_split: {1: [0, 1], 2: [2, 3]}'), 'dataset')
  expect(severities.map(({ severity }) => severity)).toEqual(['warning'])
})

it.each([
  ['{name: RandomRotation, degrees: [30, 10]}', 'degrees must be the least number, then the largest: [10, 30]'],
  ['{name: RandomRotation, degrees: -10}', 'degrees must be a number from 0 on: so far it goes either way'],
  ['{name: RandomResizedCrop, size: 8, scale: [1, 0.5]}', 'scale must be the least number, then the largest: [0.5, 1]'],
  ['{name: RandomErasing, ratio: [2, 0.5]}', 'ratio must be the least number, then the largest: [0.5, 2]'],
  ['{name: ColorJitter, brightness: [2, 1]}', 'brightness must be the least number, then the largest: [1, 2]'],
  ['{name: ColorJitter, contrast: -1}', 'contrast must be a number from 0 on: so far it goes either way'],
  ['{name: ColorJitter, saturation: [-1, 1]}', 'saturation must be numbers from 0 on'],
  ['{name: ColorJitter, hue: 2}', 'hue must be a number from 0 to 0.5: so far it goes either way'],
  ['{name: ColorJitter, hue: [-0.6, 0]}', 'hue must be numbers from -0.5 to 0.5'],
  ['{name: RandomCrop, size: 8, padding: [1, 2, 3]}', 'padding must have 1, 2 or 4 numbers, not 3'],
])('%s, which torchvision refuses, is refused', (transform, message) => {
  expect(messages(`custom_transforms: [${transform}]`)).toEqual([`dataset.custom_transforms[0].${message}`])
})

it.each([
  '{name: RandomRotation, degrees: [-30, -10]}',
  '{name: RandomRotation, degrees: [5, 5]}',
  '{name: ColorJitter, hue: [-0.5, 0.5], brightness: [0, 4], contrast: 3}',
  '{name: RandomErasing, scale: [0.5, 0.5]}',
  '{name: Pad, padding: [1, 2, 3, 4]}',
  '{name: RandomCrop, size: 8, padding: null}',
])('%s, which torchvision takes, is taken', (transform) => {
  expect(messages(`custom_transforms: [${transform}]`)).toEqual([])
})

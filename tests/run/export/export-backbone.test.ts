import { expect, test } from 'vitest'
import { exportBackbone } from '../../../src/run/export/export-backbone.js'
import { LayersGraph } from '../../../src/run/export/layers-graph.js'

const of = { task: 1, tasks: [1, 2] }
const empty = () => new LayersGraph(new Map(), [8, 8, 1])

test('a backbone of a plugin cannot be exported, and the error says which can', () => {
  expect(() => exportBackbone(empty(), 'my_project.backbones.Transformer', {}, of)).toThrow(
    "backbone._target_: backbone 'my_project.backbones.Transformer' cannot be exported: its layers are not known here",
  )
})

test('a ResNet whose pooling would see padding that torch does not is refused', () => {
  const config = { activation_layer: 'Tanh', batch_normalization: true }
  expect(() => exportBackbone(empty(), 'polyhead.backbones.ResNet18', config, of)).toThrow(
    'a backbone with activation Tanh cannot be exported',
  )
  expect(() =>
    exportBackbone(empty(), 'polyhead.backbones.ResNet18', { ...config, activation_layer: null }, of),
  ).toThrow('a backbone with no activation cannot be exported')
})

import { expect, test } from 'vitest'
import { toPlain } from '../../src/config/index.js'
import { backboneOf } from '../../src/dialects/clarena/saved-model.js'

const shapes = (named: Readonly<Record<string, number[]>>) => new Map(Object.entries(named))
const classes = (named: Readonly<Record<string, string>>) => new Map(Object.entries(named))

test('a saved module tells its widths, its activation and its norms', () => {
  const network = {
    shapes: shapes({
      'backbone.fc.0.weight': [8, 784],
      'backbone.fc.0.bias': [8],
      'backbone.fc.1.weight': [3, 8],
      'backbone.fc.1.bias': [3],
      'backbone.fc_bn.0.weight': [8],
    }),
    classes: classes({
      backbone: 'clarena.backbones.mlp.CLMLP',
      'backbone.fc_activation.0': 'torch.nn.modules.activation.Tanh',
    }),
  }
  expect(toPlain(backboneOf(network, 'f'))).toEqual({
    _target_: 'clarena.backbones.MLP',
    input_dim: 784,
    hidden_dims: [8],
    output_dim: 3,
    activation_layer: 'Tanh',
    batch_normalization: true,
    bias: true,
  })
})

test('a network of images tells its channels', () => {
  const network = {
    shapes: shapes({ 'backbone.conv1.weight': [64, 3, 7, 7], 'backbone.conv_bn1.weight': [64] }),
    classes: classes({
      backbone: 'clarena.backbones.resnet.ResNet50',
      'backbone.conv_activation1': 'torch.nn.modules.activation.ReLU',
    }),
  }
  expect(toPlain(backboneOf(network, 'f'))).toEqual({
    _target_: 'clarena.backbones.ResNet50',
    input_channels: 3,
    output_dim: 2048,
    activation_layer: 'ReLU',
    batch_normalization: true,
    bias: false,
  })
})

test.each([
  [{}, 'does not tell which network its weights are of'],
  [{ backbone: 'clarena.backbones.mlp.HATMaskMLP' }, "holds a 'clarena.backbones.mlp.HATMaskMLP', which is not here"],
])('a file that does not tell it is refused: %j', (named, message) => {
  expect(() => backboneOf({ shapes: new Map(), classes: classes(named) }, 'f')).toThrow(message)
})

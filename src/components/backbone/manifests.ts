import type { ComponentClass, Manifest } from '../../registry/manifest.js'
import { checkBackbone } from './check-backbone.js'

function backbone(
  name: string,
  option: string,
  load: () => Promise<ComponentClass>,
  check: Manifest['check'],
): Manifest {
  return {
    target: `polyhead.backbones.${name}`,
    // the small CNN is ours alone
    aliases: name === 'CNN' ? [] : [`clarena.backbones.${name}`],
    group: 'backbone',
    option,
    schema: `backbone/${option}`,
    check,
    load,
  }
}

/** Networks that all tasks share. */
export const backboneManifests: Manifest[] = [
  backbone('MLP', 'mlp', () => import('./mlp.js').then((m) => m.MLP), checkBackbone('input_dim')),
  backbone('CNN', 'cnn', () => import('./cnn.js').then((m) => m.CNN), checkBackbone('image_shape')),
  ...['ResNet18', 'ResNet34', 'ResNet50', 'ResNet101', 'ResNet152'].map((name) =>
    backbone(
      name,
      name.toLowerCase(),
      () => import('./resnet.js').then((m) => m[name as 'ResNet18']),
      checkBackbone('input_channels'),
    ),
  ),
]

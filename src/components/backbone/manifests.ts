import type { ComponentClass, Manifest } from '../../registry/manifest.js'
import { checkInput } from './check-input.js'

function backbone(
  name: string,
  option: string,
  load: () => Promise<ComponentClass>,
  check: Manifest['check'],
): Manifest {
  return {
    target: `polyhead.backbones.${name}`,
    aliases: [`clarena.backbones.${name}`],
    group: 'backbone',
    option,
    schema: `backbone/${option}`,
    ...(check && { check }),
    load,
  }
}

/** Networks that all tasks share. */
export const backboneManifests: Manifest[] = [
  backbone('MLP', 'mlp', () => import('./mlp.js').then((m) => m.MLP), checkInput('input_dim', 'num_features')),
  backbone('CNN', 'cnn', () => import('./cnn.js').then((m) => m.CNN), checkInput('image_shape', 'image_shape')),
  ...['ResNet18', 'ResNet34', 'ResNet50', 'ResNet101', 'ResNet152'].map((name) =>
    backbone(
      name,
      name.toLowerCase(),
      () => import('./resnet.js').then((m) => m[name as 'ResNet18']),
      checkInput('input_channels', 'image_shape'),
    ),
  ),
]

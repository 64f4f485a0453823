import type { ComponentClass, Manifest } from '../../registry/manifest.js'
import { checkBackbone } from './check-backbone.js'

/** CLArena has these. */
const inClarena = /^(MLP|ResNet\d+)$/

function backbone(
  name: string,
  option: string,
  load: () => Promise<ComponentClass>,
  check: Manifest['check'],
): Manifest {
  return {
    target: `polyhead.backbones.${name}`,
    aliases: inClarena.test(name) ? [`clarena.backbones.${name}`] : [],
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
  backbone('MMoE', 'mmoe', () => import('./mmoe.js').then((m) => m.MMoE), checkBackbone('input_dim')),
  backbone('CGC', 'cgc', () => import('./ple.js').then((m) => m.CGC), checkBackbone('input_dim')),
  backbone('PLE', 'ple', () => import('./ple.js').then((m) => m.PLE), checkBackbone('input_dim')),
  backbone(
    'CrossStitch',
    'cross_stitch',
    () => import('./cross-stitch.js').then((m) => m.CrossStitch),
    checkBackbone('input_dim'),
  ),
  backbone('MTAN', 'mtan', () => import('./mtan.js').then((m) => m.MTAN), checkBackbone('input_dim')),
  ...['ResNet18', 'ResNet34', 'ResNet50', 'ResNet101', 'ResNet152'].map((name) =>
    backbone(
      name,
      name.toLowerCase(),
      () => import('./resnet.js').then((m) => m[name as 'ResNet18']),
      checkBackbone('input_channels'),
    ),
  ),
]

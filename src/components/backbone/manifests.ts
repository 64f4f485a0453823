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
]

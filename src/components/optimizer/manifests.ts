import type { ComponentClass, Manifest } from '../../registry/manifest.js'
import { checkNesterov } from './check-nesterov.js'

function optimizer(name: string, load: () => Promise<ComponentClass>, check?: Manifest['check']): Manifest {
  const option = name.toLowerCase()
  return {
    target: `polyhead.optimizers.${name}`,
    aliases: [`torch.optim.${name}`],
    group: 'optimizer',
    option,
    schema: `optimizer/${option}`,
    ...(check && { check }),
    load,
  }
}

/** Torch's optimizers. */
export const optimizerManifests: Manifest[] = [
  optimizer('SGD', () => import('./sgd.js').then((m) => m.SGD), checkNesterov),
  optimizer('Adam', () => import('./adam.js').then((m) => m.Adam)),
]

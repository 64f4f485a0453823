import type { ComponentClass, Manifest } from '../../registry/manifest.js'
import { checkNesterov } from './check-nesterov.js'

function optimizer(name: string, load: () => Promise<ComponentClass>, check?: Manifest['check']): Manifest {
  const option = name.toLowerCase()
  return {
    target: `polyhead.optimizers.${name}`,
    aliases: [`torch.optim.${name}`, `torch.optim.${option}.${name}`],
    group: 'optimizer',
    option,
    schema: `optimizer/${option}`,
    check,
    load,
  }
}

/** Torch's optimizers. */
export const optimizerManifests: Manifest[] = [
  optimizer('SGD', () => import('./sgd.js').then((m) => m.SGD), checkNesterov),
  optimizer('Adam', () => import('./adam.js').then((m) => m.Adam)),
  optimizer('AdamW', () => import('./adamw.js').then((m) => m.AdamW)),
  optimizer('RMSprop', () => import('./rmsprop.js').then((m) => m.RMSprop)),
  optimizer('Adagrad', () => import('./adagrad.js').then((m) => m.Adagrad)),
  optimizer('Adadelta', () => import('./adadelta.js').then((m) => m.Adadelta)),
  optimizer('Adamax', () => import('./adamax.js').then((m) => m.Adamax)),
  optimizer('NAdam', () => import('./nadam.js').then((m) => m.NAdam)),
  optimizer('RAdam', () => import('./radam.js').then((m) => m.RAdam)),
  optimizer('ASGD', () => import('./asgd.js').then((m) => m.ASGD)),
  optimizer('Rprop', () => import('./rprop.js').then((m) => m.Rprop)),
]

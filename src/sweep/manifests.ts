import type { Manifest } from '../registry/manifest.js'
import type { Registry } from '../registry/registry.js'

/** The sweepers and launchers that come with polyhead. Hydra's basic ones are ours. */
export const sweepManifests: readonly Manifest[] = [
  {
    target: 'polyhead.sweepers.BasicSweeper',
    aliases: ['hydra._internal.core_plugins.basic_sweeper.BasicSweeper'],
    group: 'hydra/sweeper',
    option: 'basic',
    schema: 'hydra/sweeper/basic',
    load: () => import('./basic-sweeper.js').then((m) => m.BasicSweeper),
  },
  {
    target: 'polyhead.launchers.BasicLauncher',
    aliases: ['hydra._internal.core_plugins.basic_launcher.BasicLauncher'],
    group: 'hydra/launcher',
    option: 'basic',
    schema: 'hydra/launcher/basic',
    load: () => import('./basic-launcher.js').then((m) => m.BasicLauncher),
  },
]

/** A registry with the sweepers and launchers that come with polyhead. */
export function withSweepers(registry: Registry): Registry {
  return registry.with(sweepManifests)
}

import type { ComponentClass, Manifest } from '../../registry/manifest.js'

function callback(
  name: string,
  option: string,
  lightning: readonly string[],
  load: () => Promise<ComponentClass>,
): Manifest {
  return {
    target: `polyhead.callbacks.${name}`,
    aliases: lightning.flatMap((alias) => [
      `lightning.pytorch.callbacks.${alias}`,
      `pytorch_lightning.callbacks.${alias}`,
    ]),
    group: 'callbacks',
    option,
    schema: `callbacks/${option}`,
    load,
  }
}

/** What runs at fixed places of a run. */
export const callbacksManifests: Manifest[] = [
  callback('ProgressBar', 'progress_bar', ['RichProgressBar', 'TQDMProgressBar'], () =>
    import('./progress-bar.js').then((m) => m.ProgressBar),
  ),
  callback('LearningRateMonitor', 'learning_rate_monitor', ['LearningRateMonitor'], () =>
    import('./learning-rate-monitor.js').then((m) => m.LearningRateMonitor),
  ),
]

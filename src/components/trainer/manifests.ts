import type { Manifest } from '../../registry/manifest.js'
import { checkTrainer } from './check-trainer.js'

/** What runs the loop. */
export const trainerManifests: Manifest[] = [
  {
    target: 'polyhead.trainers.Trainer',
    aliases: [
      'lightning.Trainer',
      ...['lightning.pytorch', 'pytorch_lightning'].flatMap((root) => [
        `${root}.Trainer`,
        `${root}.trainer.Trainer`,
        `${root}.trainer.trainer.Trainer`,
      ]),
    ],
    group: 'trainer',
    option: 'trainer',
    schema: 'trainer/trainer',
    fractions: [
      'limit_train_batches',
      'limit_val_batches',
      'limit_test_batches',
      'overfit_batches',
      'val_check_interval',
    ],
    check: checkTrainer,
    load: () => import('./trainer.js').then((m) => m.Trainer),
  },
]

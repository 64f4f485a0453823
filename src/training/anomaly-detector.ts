import type { Gradient } from '../nn/parameter.js'
import { RunError } from '../util/run-error.js'
import type { Algorithm } from './algorithm.js'
import type { Callback } from './callback.js'
import type { TrainerState } from './trainer-state.js'

/** Ends the run at the first gradient that is NaN: torch's `detect_anomaly`, for whole parameters. */
export class AnomalyDetector implements Callback {
  async onBeforeOptimizerStep(
    trainer: TrainerState,
    _algorithm: Algorithm,
    gradients: readonly Gradient[],
  ): Promise<void> {
    for (const { parameter, value } of gradients) {
      const values = await value.data()
      if (!values.some((each) => Number.isNaN(each))) continue
      const place = `epoch ${trainer.currentEpoch + 1}, batch ${trainer.batchIdx + 1}`
      throw new RunError(`the gradient of ${parameter.name} became NaN in ${place}`, {
        hint: 'look for a loss or layer that divides by zero there; ++trainer.detect_anomaly=false goes on anyway',
      })
    }
  }
}

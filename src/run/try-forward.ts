import * as tf from '@tensorflow/tfjs-core'
import type { Algorithm } from '../training/algorithm.js'
import type { MTLDataset } from '../training/dataset.js'
import { ConfigError } from '../util/diagnostic.js'
import { RunError } from '../util/run-error.js'

/**
 * Sends one sample of zeros through the network: what does not fit the data is found before anything is written.
 * Nothing is drawn and no statistics are kept, since that is what training alone does.
 * @throws ConfigError where the network does not take the samples, or is too large for the backend
 */
export function tryForward(algorithm: Algorithm, { sampleShape }: MTLDataset): void {
  try {
    tf.tidy(() => {
      const taskIds = algorithm.trainTasks[0] as number
      algorithm.forward(tf.zeros([1, ...sampleShape]), { stage: 'test', taskIds })
    })
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const why = error instanceof Error ? error.message : String(error)
    const what = error instanceof RunError ? 'cannot compute a sample' : 'does not take samples'
    const message = `the network ${what} of shape ${sampleShape.join('×')}: ${why}`
    throw new ConfigError({ code: 'network-misfit', path: 'backbone', message }, { cause: error })
  }
}

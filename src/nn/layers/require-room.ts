import * as tf from '@tensorflow/tfjs-core'
import { bytesText } from '../../util/bytes-text.js'
import { ConfigError } from '../../util/diagnostic.js'
import { memoryLimit } from '../../util/memory-limit.js'

/**
 * Before the values of a weight are drawn.
 * @param name torch's, of the weight: `backbone.fc.0.weight`.
 * @throws ConfigError where the backend has no room for so many floats beside what it holds.
 */
export function requireRoom(name: string, elements: number): void {
  const limit = memoryLimit()
  const bytes = 4 * elements + (Number.isFinite(limit) ? tf.memory().numBytes : 0)
  if (bytes <= limit) return
  const message = `the weights up to '${name}' take ${bytesText(bytes)}, but there is room for ${bytesText(limit)}`
  throw new ConfigError({
    code: 'memory',
    path: name.split('.', 1)[0] as string,
    message,
    hint: 'make the layers smaller',
  })
}

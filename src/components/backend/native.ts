import type { Backend, BackendInfo } from '../../backends/backend.js'
import type { BackendParams } from './backend-params.js'

/** TensorFlow's C library by `@tensorflow/tfjs-node-gpu`. */
export class Native implements Backend {
  constructor(readonly params: BackendParams = {}) {}

  /** @throws ConfigError where the package is not installed, or does not load. */
  async start(): Promise<BackendInfo> {
    const { startNative } = await import('../../backends/start-native.js')
    return await startNative(this.params)
  }
}

import type { Backend, BackendInfo } from '../../backends/backend.js'
import type { BackendParams } from './backend-params.js'

export interface NativeParams extends BackendParams {
  /** Whether it computes on one of NVIDIA's cards. Default: null, where one is found. */
  gpu?: boolean | null
}

/** TensorFlow's C library by `@tensorflow/tfjs-node-gpu`. */
export class Native implements Backend {
  constructor(readonly params: NativeParams = {}) {}

  /** @throws ConfigError where the package is not installed, or does not load, or finds no card that is asked for. */
  async start(): Promise<BackendInfo> {
    const { startNative } = await import('../../backends/start-native.js')
    return await startNative(this.params)
  }
}

import type { Backend, BackendInfo } from '../../backends/backend.js'
import type { BackendParams } from './backend-params.js'

/** TensorFlow.js on WebGPU by Dawn, of the package `webgpu`. `threads` is without effect. */
export class WebGPU implements Backend {
  constructor(readonly params: BackendParams = {}) {}

  /** @throws ConfigError where the packages are not installed, or there is no graphics processor. */
  async start(): Promise<BackendInfo> {
    const { startWebgpu } = await import('../../backends/start-webgpu.js')
    return await startWebgpu()
  }
}

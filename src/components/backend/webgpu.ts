import type { Backend, BackendInfo } from '../../backends/backend.js'
import type { BackendParams } from './backend-params.js'

export interface WebGPUParams extends BackendParams {
  /** Whether a program may stand in for a graphics processor. Default: false. */
  software?: boolean
}

/** TensorFlow.js on WebGPU by Dawn, of the package `webgpu`. `threads` is without effect. */
export class WebGPU implements Backend {
  constructor(readonly params: WebGPUParams = {}) {}

  /** @throws ConfigError where the packages are not installed, or there is no graphics processor. */
  async start(): Promise<BackendInfo> {
    const { startWebgpu } = await import('../../backends/start-webgpu.js')
    return await startWebgpu(this.params)
  }
}

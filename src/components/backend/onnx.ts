import type { Backend, BackendInfo } from '../../backends/backend.js'
import type { BackendParams } from './backend-params.js'

/** ONNX Runtime by the package `onnxruntime-node`: what is computed becomes one graph, which runs in one go. */
export class ONNX implements Backend {
  constructor(readonly params: BackendParams = {}) {}

  /** @throws ConfigError where the package is not installed, or does not load. */
  async start(): Promise<BackendInfo> {
    const { startOnnx } = await import('../../backends/start-onnx.js')
    return await startOnnx(this.params)
  }
}

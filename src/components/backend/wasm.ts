import type { Backend, BackendInfo } from '../../backends/backend.js'
import type { BackendParams } from './backend-params.js'

/** TensorFlow.js on WebAssembly: the embedded backend. It computes with one thread, whatever `threads` allows. */
export class WASM implements Backend {
  constructor(readonly params: BackendParams = {}) {}

  /** @throws ConfigError where WebAssembly does not start. */
  async start(): Promise<BackendInfo> {
    const { startWasm } = await import('../../backends/start-wasm.js')
    return await startWasm()
  }
}

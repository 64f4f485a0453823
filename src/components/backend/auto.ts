import type { Backend, BackendInfo } from '../../backends/backend.js'
import { nativeProblem } from '../../backends/find-native.js'
import { ConfigError } from '../../util/diagnostic.js'
import type { BackendParams } from './backend-params.js'

/** The native backend where it is installed and loads, else WebAssembly. */
export class Auto implements Backend {
  constructor(readonly params: BackendParams = {}) {}

  async start(): Promise<BackendInfo> {
    if (nativeProblem() === undefined) {
      try {
        const { startNative } = await import('../../backends/start-native.js')
        return await startNative(this.params)
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error
      }
    }
    const { startWasm } = await import('../../backends/start-wasm.js')
    return await startWasm()
  }
}

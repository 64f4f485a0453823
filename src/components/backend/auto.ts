import type { Backend, BackendInfo } from '../../backends/backend.js'
import { nativeProblem } from '../../backends/find-native.js'
import { startNative } from '../../backends/start-native.js'
import { startWasm } from '../../backends/start-wasm.js'
import { ConfigError } from '../../util/diagnostic.js'
import type { BackendParams } from './backend-params.js'

/** The native backend where it is installed and loads, else WebAssembly. */
export class Auto implements Backend {
  constructor(readonly params: BackendParams = {}) {}

  async start(): Promise<BackendInfo> {
    if (nativeProblem() === undefined) {
      try {
        return await startNative(this.params)
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error
      }
    }
    return await startWasm()
  }
}

import { startNative } from '../../src/backends/start-native.js'
import { startOnnx } from '../../src/backends/start-onnx.js'
import { startWasm } from '../../src/backends/start-wasm.js'
import { startWebgpu } from '../../src/backends/start-webgpu.js'

/** Starts what the tests of this process compute with: `TEST_BACKEND`, as vitest's projects set it. */
export async function startBackend(): Promise<void> {
  if (process.env.TEST_BACKEND === 'onnx') await startOnnx({ threads: 1 })
  else if (process.env.TEST_BACKEND === 'native') await startNative({ threads: 1 })
  else if (process.env.TEST_BACKEND === 'webgpu') await startWebgpu({ software: true })
  else await startWasm()
}

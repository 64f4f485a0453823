import { createRequire } from 'node:module'

// require, because import would first search these large CommonJS files for the names of their exports
const require = createRequire(import.meta.url)

/** Registers the gradients of TensorFlow.js's ops: in Node, tfjs-core alone has none; tfjs-layers brings them. */
export function loadGradients(): void {
  require('@tensorflow/tfjs-layers')
}

/** Registers the WebAssembly backend. */
export function loadWasm(): void {
  require('@tensorflow/tfjs-backend-wasm')
}

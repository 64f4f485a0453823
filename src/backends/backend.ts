import type { ModelKind } from './proxy-step.js'

/** What computes, as `run.json` records it: other threads or another backend give other roundings. */
export interface BackendInfo {
  /** `wasm`, `onnx`, `native` or `webgpu`. */
  name: string
  /** The `_target_` that starts this very backend again, whichever component chose it. */
  target: string
  /** Of the binding or package that computes: `4.22.0`. */
  version: string
  /** Threads that compute; null where the backend does not tell. */
  threads: number | null
  /** Why `auto` chose it, where it had several to measure. */
  chosen?: string
  /** What was asked for and is not there, though it computes all the same. */
  lacks?: string
  /** More that the numbers may depend on: `simd`, `oneDNN`, `adapter`. */
  [detail: string]: unknown
}

/** A component of the group `backend`. */
export interface Backend {
  /**
   * Loads TensorFlow.js and makes this its backend. Once, before anything else touches a tensor.
   * @param kind of the model that is trained, for a backend that has several to choose from.
   * @throws ConfigError where the backend is not installed, or does not start.
   */
  start(kind?: ModelKind): Promise<BackendInfo>
}

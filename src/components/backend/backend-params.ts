/** Keys of every backend. */
export interface BackendParams {
  /** Threads that compute, at most. Default: null, as many as the backend likes. */
  threads?: number | null
}

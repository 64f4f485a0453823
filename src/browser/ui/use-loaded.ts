import { useCallback, useEffect, useState } from 'preact/hooks'
import { ApiError } from './api.js'

interface Loaded<T> {
  /** What came last; it stays while more is loaded, and where that fails. */
  data: T | undefined
  error: ApiError | undefined
  loading: boolean
  reload: () => void
}

/** Loads something again whenever `key` changes, or `reload` is called. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({ data: undefined, error: undefined, loading: true })
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const abort = new AbortController()
    setState((before) => ({ ...before, loading: true }))
    load(abort.signal).then(
      (data) => {
        if (!abort.signal.aborted) setState({ data, error: undefined, loading: false })
      },
      (thrown: unknown) => {
        if (abort.signal.aborted) return
        const error = thrown instanceof ApiError ? thrown : new ApiError(String(thrown))
        setState((before) => ({ data: before.data, error, loading: false }))
      },
    )
    return () => abort.abort()
  }, [key, turn])
  const reload = useCallback(() => setTurn((before) => before + 1), [])
  return { ...state, reload }
}

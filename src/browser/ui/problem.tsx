import type { ApiError } from './api.js'

/** What the server said was wrong. */
export function Problem({ error }: { error: ApiError | undefined }) {
  if (!error) return null
  return (
    <p class="problem" role="alert">
      {error.message}
      {error.hint ? <span class="hint"> – {error.hint}</span> : null}
    </p>
  )
}

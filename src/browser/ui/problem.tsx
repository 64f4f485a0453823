import type { ApiError } from './api.js'

/** What the server said was wrong. @param of with what, where that is not clear */
export function Problem({ error, of }: { error: ApiError | undefined; of?: string | undefined }) {
  if (!error) return null
  return (
    <p class="problem" role="alert">
      {of ? `${of}: ` : ''}
      {error.message}
      {error.hint ? <span class="hint"> – {error.hint}</span> : null}
    </p>
  )
}

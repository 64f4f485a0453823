import { useEffect, useRef, useState } from 'preact/hooks'
import { ApiError, get } from './api.js'
import { useLive } from './live.js'
import { Problem } from './problem.js'
import type { WireLog } from './wire.js'

/** The run's log, from its end on, as it grows. */
export function LogPanel({ dir }: { dir: string }) {
  const [log, setLog] = useState<WireLog | undefined>(undefined)
  const [error, setError] = useState<ApiError | undefined>(undefined)
  const element = useRef<HTMLElement>(null)
  const busy = useRef(false)
  const fail = (thrown: unknown) => setError(thrown instanceof ApiError ? thrown : new ApiError(String(thrown)))
  const read = async (from?: number) => {
    if (busy.current) return
    busy.current = true
    try {
      const piece = await get<WireLog>('/api/log', { run: dir, from })
      setLog((before) => joined(before, piece, from))
      setError(undefined)
    } catch (thrown) {
      fail(thrown)
    } finally {
      busy.current = false
    }
  }
  useEffect(() => void read(), [dir])
  useLive(
    (event) => (event.type === 'log' || event.type === 'run') && event.dir === dir,
    () => void read(log?.to),
  )
  useEffect(() => {
    const box = element.current
    if (box) box.scrollTop = box.scrollHeight
  }, [log?.to])
  if (!log) return <Problem error={error} />
  if (log.name === null) return <p>There is no log.</p>
  return (
    <>
      <Problem error={error} />
      <p class="summary">
        {log.name}
        {log.from > 0 ? (
          <>
            {' '}
            · its end;{' '}
            <button type="button" onClick={() => void earlier(log, dir, setLog).catch(fail)}>
              earlier lines
            </button>
          </>
        ) : null}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section class="log" tabIndex={0} aria-label="The log, to be scrolled" ref={element}>
        <pre>{log.text}</pre>
      </section>
    </>
  )
}

async function earlier(log: WireLog, dir: string, show: (log: WireLog) => void): Promise<void> {
  const piece = await get<WireLog>('/api/log', { run: dir, before: log.from })
  show({ ...log, from: piece.from, text: piece.text + log.text })
}

/** What came after it; a log that was made anew takes its place. */
function joined(before: WireLog | undefined, piece: WireLog, from: number | undefined): WireLog {
  if (!before || from === undefined || piece.size < before.to) return piece
  return { ...piece, from: before.from, text: before.text + piece.text }
}

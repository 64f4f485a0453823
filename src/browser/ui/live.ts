import { useEffect, useRef, useState } from 'preact/hooks'
import type { LiveEvent } from './wire.js'

/** Undefined: anything may have happened. */
type Listener = (event: LiveEvent | undefined) => void

const listeners = new Set<Listener>()
const states = new Set<(connected: boolean) => void>()
let connected = false

/** Follows what the server tells; the browser connects again by itself. */
export function connect(): void {
  const source = new EventSource('/api/events')
  const set = (now: boolean) => {
    // What happened while nothing was heard is not told again.
    if (now && !connected) for (const listener of listeners) listener(undefined)
    connected = now
    for (const tell of states) tell(now)
  }
  source.addEventListener('open', () => set(true))
  source.addEventListener('error', () => set(false))
  source.addEventListener('message', ({ data }) => {
    const event = JSON.parse(data as string) as LiveEvent
    for (const listener of listeners) listener(event.type === 'all' ? undefined : event)
  })
}

/** Whether the server is heard. */
export function useConnected(): boolean {
  const [state, setState] = useState(connected)
  useEffect(() => {
    states.add(setState)
    setState(connected)
    return () => void states.delete(setState)
  }, [])
  return state
}

/** Calls `act` at most every `pause` ms while events that it wants arrive. */
export function useLive(wants: (event: LiveEvent) => boolean, act: () => void, pause = 400): void {
  const current = useRef({ wants, act })
  current.current = { wants, act }
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const listener: Listener = (event) => {
      if (timer !== undefined || (event && !current.current.wants(event))) return
      timer = setTimeout(() => {
        timer = undefined
        current.current.act()
      }, pause)
    }
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      clearTimeout(timer)
    }
  }, [pause])
}

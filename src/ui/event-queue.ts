import type { LiveEvent } from '../browser/ui/wire.js'

/** Beyond this a page is told that anything may have happened. */
const MOST = 200

/** What a page has not been told yet: nothing twice, so that one that reads slowly makes no heap. */
export class EventQueue {
  readonly #waiting = new Map<string, LiveEvent>()
  #wake: (() => void) | undefined
  #closed = false

  add(events: readonly LiveEvent[]): void {
    for (const event of events) this.#waiting.set('dir' in event ? `${event.type} ${event.dir}` : event.type, event)
    if (this.#waiting.size > MOST || this.#waiting.has('all')) {
      this.#waiting.clear()
      this.#waiting.set('all', { type: 'all' })
    }
    this.#wake?.()
  }

  /** What waits, as soon as anything does; nothing after `pause` ms, or when the queue was closed. */
  async take(pause: number): Promise<LiveEvent[]> {
    if (this.#waiting.size === 0 && !this.#closed) {
      await new Promise<void>((wake) => {
        const timer = setTimeout(wake, pause)
        this.#wake = () => {
          clearTimeout(timer)
          wake()
        }
      })
      this.#wake = undefined
    }
    const events = [...this.#waiting.values()]
    this.#waiting.clear()
    return events
  }

  close(): void {
    this.#closed = true
    this.#wake?.()
  }
}

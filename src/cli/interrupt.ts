import { tellOnCleanLine } from '../util/terminal.js'
import { SIGNALS } from './end-signal.js'
import { EXIT } from './exit.js'

/** A signal, and when it is listened to. */
export interface Interruption {
  signal: AbortSignal
  /** From now on Ctrl-C aborts the signal, and says that what runs is stopping. */
  arm(): void
  /** Called at the second Ctrl-C, which ends the process: there is no time but to say something. */
  beforeExit(last: () => void): void
  release(): void
}

/**
 * A signal that Ctrl-C, a request to end or a terminal that is closed aborts. The first one lets the run end after its
 * current step and save; the second one ends the process at once.
 * @param options.armed false where there is nothing yet that could be saved: until it is armed, Ctrl-C ends the process
 *   at once, whatever that is busy with. `quietly`: the signal is aborted, but nothing runs yet that would be stopping.
 *   Default: true
 */
export function interruptSignal({ armed = true }: { armed?: boolean | 'quietly' } = {}): Interruption {
  const controller = new AbortController()
  let last = (): void => {}
  let tells = armed !== 'quietly'
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) {
      last()
      process.exit(EXIT.interrupted)
    }
    controller.abort(name)
    if (tells) tellOnCleanLine('stopping after this step; once more to stop at once\n')
  }
  let listens = false
  const release = (): void => {
    for (const name of SIGNALS) process.off(name, onSignal)
    listens = false
  }
  // Who stops listening, if only to begin again, never hears of a signal that came while the process was busy.
  const listen = (): void => {
    if (listens) return
    for (const name of SIGNALS) process.on(name, onSignal)
    listens = true
  }
  const arm = (): void => {
    tells = true
    listen()
  }
  if (armed) listen()
  const beforeExit: Interruption['beforeExit'] = (action) => {
    last = action
  }
  return { signal: controller.signal, arm, beforeExit, release }
}

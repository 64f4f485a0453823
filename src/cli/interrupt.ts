import { tellOnCleanLine } from '../util/terminal.js'
import { SIGNALS } from './end-signal.js'
import { EXIT } from './exit.js'

/** A signal, and when it is listened to. */
interface Interruption {
  signal: AbortSignal
  /** From now on Ctrl-C aborts the signal; before, it ends the process at once, whatever that is busy with. */
  arm(): void
  release(): void
}

/**
 * A signal that Ctrl-C, a request to end or a terminal that is closed aborts. The first one lets the run end after its
 * current step and save; the second one ends the process at once.
 * @param options.armed false where there is nothing yet that could be saved. Default: true
 */
export function interruptSignal({ armed = true }: { armed?: boolean } = {}): Interruption {
  const controller = new AbortController()
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    controller.abort(name)
    tellOnCleanLine('stopping after this step; once more to stop at once\n')
  }
  const release = (): void => {
    for (const name of SIGNALS) process.off(name, onSignal)
  }
  const arm = (): void => {
    release()
    for (const name of SIGNALS) process.on(name, onSignal)
  }
  if (armed) arm()
  return { signal: controller.signal, arm, release }
}

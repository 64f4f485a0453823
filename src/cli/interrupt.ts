import { tellOnCleanLine } from '../util/terminal.js'
import { EXIT } from './exit.js'

/** Of Ctrl-C, of `kill`, and of a terminal that is closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * A signal that Ctrl-C, a request to end or a terminal that is closed aborts. The first one lets the run end after its
 * current step and save; the second one ends the process at once.
 */
export function interruptSignal(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController()
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    controller.abort(name)
    tellOnCleanLine('stopping after this step; once more to stop at once\n')
  }
  for (const name of SIGNALS) process.on(name, onSignal)
  return {
    signal: controller.signal,
    release: () => {
      for (const name of SIGNALS) process.off(name, onSignal)
    },
  }
}

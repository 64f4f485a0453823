import { tellOnCleanLine } from '../util/terminal.js'
import { EXIT } from './exit.js'

/**
 * A signal that Ctrl-C or a request to end aborts. The first one lets the run end after its current step and save; the
 * second one ends the process at once.
 */
export function interruptSignal(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController()
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted)
    controller.abort(name)
    tellOnCleanLine('stopping after this step; once more to stop at once\n')
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}

import { RunError } from '../../util/run-error.js'
import { shownPath } from '../../util/shown-path.js'

/** The error of a log that holds less than was logged before the checkpoint from which a run should go on. */
export function lostRows(path: string, has: number, logged: number, unit: 'rows' | 'bytes'): RunError {
  return new RunError(`'${shownPath(path)}' has ${has} ${unit}, but ${logged} were logged before the checkpoint`, {
    hint: 'it was changed after the run was stopped: restore it, or start the run again',
  })
}

import { LARGEST, readRunFile } from '../rundir/run-file.js'

/** Where the times of a log's rows are. */
export function rowTimesPath(log: string): string {
  return `${log}.times`
}

/**
 * When each row of a log was logged: ms since 1970, NaN where that is not known. Undefined where the directory does not
 * have it.
 */
export function readRowTimes(dir: string, log: string): Float64Array | undefined {
  let text: string
  try {
    text = readRunFile(dir, rowTimesPath(log), LARGEST.whole).toString('latin1')
  } catch {
    return undefined
  }
  const lines = text.split('\n').slice(0, -1)
  return Float64Array.from(lines, (line) => (/^\d{1,16}$/.test(line) ? Number(line) : Number.NaN))
}

import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The log in the directory of a run or job; undefined where it has none. */
export function findLog(output: string): string | undefined {
  try {
    const name = readdirSync(output).find((file) => file.endsWith('.log'))
    return name && join(output, name)
  } catch {
    // It failed before it had a directory.
    return undefined
  }
}

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a log holds, and of how many rows it has the times: these are other ones each time. */
export function readLog(name: string): (folder: string) => { log: string | undefined; times: number } {
  const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)
  return (folder) => ({
    log: read(join(folder, name)),
    times: (read(join(folder, `${name}.times`)) ?? '').split('\n').length - 1,
  })
}

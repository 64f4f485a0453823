import { homedir } from 'node:os'
import { join } from 'node:path'
import { expandHome } from './find-file.js'

/** Where fetched data sets are kept: `POLYHEAD_DATA`, else a folder among the user's caches. */
export function dataFolder(): string {
  const given = process.env.POLYHEAD_DATA
  if (given) return expandHome(given)
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'polyhead', 'data')
}

import { userCache } from '../../util/user-folders.js'
import { expandHome } from './find-file.js'

/** Where fetched data sets are kept: `POLYHEAD_DATA`, else a folder among the user's caches. */
export function dataFolder(): string {
  const given = process.env.POLYHEAD_DATA
  if (given) return expandHome(given)
  return userCache('data')
}

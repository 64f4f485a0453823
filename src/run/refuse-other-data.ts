import type { RunRecord } from '../rundir/run-record.js'
import type { PreparedFile } from '../training/dataset.js'
import { ConfigError } from '../util/diagnostic.js'
import { shortHash } from '../util/sha256.js'

/** @throws ConfigError where a run was trained on other data than those that are there now */
export function refuseOtherData({ data }: RunRecord, found: readonly PreparedFile[]): void {
  const now = new Map(found.map((file) => [file.name, file]))
  const changed = data.filter(({ name, sha256 }) => now.get(name)?.sha256 !== sha256)
  if (changed.length === 0) return
  throw new ConfigError(
    changed.map(({ name, sha256 }) => {
      const there = now.get(name)?.sha256
      const sums = `'${name}' has sha256 ${there ? shortHash(there) : '(none)'}, recorded is ${shortHash(sha256)}`
      return {
        code: 'changed-data',
        path: 'dataset',
        message: `the data changed since the run was started: ${sums}`,
        hint: 'restore the file, or start a new run',
      }
    }),
  )
}

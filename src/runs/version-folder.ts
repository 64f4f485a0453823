import { join } from 'node:path'

/** What Lightning's loggers make folders of. */
export interface VersionNames {
  /** Folder within `save_dir`; null: none is asked for. */
  name: string | null
  /** Folder within that: `version_<n>` of a number, else the text itself; null: `version_0` where there is a name. */
  version: string | number | null
}

/** The folder within `save_dir` that Lightning's loggers write to; empty where none is asked for. */
export function versionFolder({ name, version }: VersionNames): string {
  if (name === null && version === null) return ''
  return join(name ?? '', typeof version === 'string' ? version : `version_${version ?? 0}`)
}

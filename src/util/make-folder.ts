import { existsSync, mkdirSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** `/proc`, `/sys` and `/dev/pts`, by the types that `statfs` gives them: making a folder there may never end. */
const UNREAL: ReadonlySet<number> = new Set([0x9fa0, 0x62656572, 0x1cd1])

/** Makes a folder and those around it, for such users as `mode` says. @throws Error where none can be made */
export function makeFolder(dir: string, mode?: number): void {
  refuseUnreal(dir)
  mkdirSync(dir, { recursive: true, mode })
}

/** @throws Error where a folder would lie in a file system that has no files */
export function refuseUnreal(dir: string): void {
  let folder = resolve(dir)
  while (!existsSync(folder)) folder = dirname(folder)
  if (!UNREAL.has(statfsSync(folder).type)) return
  throw Object.assign(new Error('no folder can be made there'), { code: 'ENOENT' })
}

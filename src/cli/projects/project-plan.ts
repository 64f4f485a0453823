import type { PackageParts } from './merge-package.js'

/** How modules are named: `mjs` where the package does not say that `.js` files are modules. */
export type ModuleExtension = 'js' | 'mjs'

/** What a project is to be made of. */
export interface ProjectPlan {
  parts(version: string, extension: ModuleExtension): PackageParts
  /**
   * By path, but for package.json.
   * @param name a valid package name
   * @param kept dotted paths of what is otherwise in the package.json that was there
   */
  files(project: {
    name: string
    extension: ModuleExtension
    kept: readonly string[]
  }): ReadonlyMap<string, string | Uint8Array>
  /** What follows `init` where a folder has such a project already; missing: another folder is to be taken. */
  again?(dir: string): readonly [dir: string, ...options: string[]]
  /** What is to be typed first, but for `npm install`. */
  next(kept: readonly string[]): string[]
}

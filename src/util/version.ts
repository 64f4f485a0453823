import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { packageRoot } from './package-root.js'

export interface PackageJson {
  version: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

/** A package's manifest, or undefined where the folder holds none. */
export function readPackage(folder: string): PackageJson | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson
  } catch {
    return undefined
  }
}

let own: string | undefined

/** polyhead's version, read once: every job of a sweep asks for it. */
export function polyheadVersion(): string {
  own ??= readPackage(packageRoot)?.version ?? '0.0.0'
  return own
}

/** Of a package that may be installed beside polyhead; undefined where it is not. */
export function installedVersion(name: string): string | undefined {
  try {
    return readPackage(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)))?.version
  } catch {
    return undefined
  }
}

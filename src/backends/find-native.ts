import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The optional dependency that binds TensorFlow's C library. */
export const nativePackage = '@tensorflow/tfjs-node-gpu'

/** Why the native backend cannot be loaded, or undefined where it can: found out from its files, without loading it. */
export function nativeProblem(): string | undefined {
  let folder: string
  try {
    folder = dirname(createRequire(import.meta.url).resolve(`${nativePackage}/package.json`))
  } catch {
    return `${nativePackage} is not installed`
  }
  const lib = join(folder, 'lib')
  const built = existsSync(lib) ? readdirSync(lib) : []
  if (built.some((version) => existsSync(join(lib, version, 'tfjs_binding.node')))) return undefined
  return `${nativePackage} is installed without its binding: its install script did not run, or failed`
}

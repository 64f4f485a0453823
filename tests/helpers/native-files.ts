import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  findNative,
  type NativeVariant,
  nativeBuild,
  nativeCache,
  nativePackage,
  nativeVersion,
  packageCache,
} from '../../src/backends/find-native.js'

const found = findNative()

/** Whether the package beside polyhead has a binding: that comes before what the user's cache has. */
export const hasOwnBinding = 'binding' in found && !found.binding.startsWith(nativeCache())

/** The package that calls the binding, in the user's cache, as far as it is looked for. */
export function layPackage(): void {
  const folder = join(packageCache(), 'node_modules', nativePackage)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: nativePackage, version: nativeVersion }))
}

/** Empty files where a variant is built. */
export function layBuild(variant: NativeVariant, names: readonly string[]): void {
  mkdirSync(nativeBuild(variant), { recursive: true })
  for (const name of names) writeFileSync(join(nativeBuild(variant), name), '')
}

import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ownCommand } from '../util/own-command.js'
import { userCache } from '../util/user-folders.js'

/** The optional dependency that binds TensorFlow's C library. */
export const nativePackage = '@tensorflow/tfjs-node-gpu'

/** The version of which the binding is built: what belongs to it is taken from no other. */
export const nativeVersion = '4.22.0'

/** The version of TensorFlow against which it is built. */
export const tensorflowVersion = '2.18.1'

/** With the libraries for NVIDIA's cards, or without. */
export type NativeVariant = 'gpu' | 'cpu'

/** Where a binding is, and the package whose JavaScript calls it. */
export interface NativeFiles {
  /** Folder of the package. */
  package: string
  /** The shared library that Node loads. */
  binding: string
  /** What is loaded before it, so that TensorFlow says only what was asked for. */
  quiet?: string
  /** Operations of ours for TensorFlow. */
  operations?: string
  /** Whether it can compute on NVIDIA's cards, where there is one. */
  cuda: boolean
}

/** Among the user's caches: what `polyhead doctor --install native` gets and builds. */
export function nativeCache(): string {
  return userCache('native')
}

/** Where a variant is built. */
export function nativeBuild(variant: NativeVariant): string {
  return join(nativeCache(), `${nativeVersion}-tensorflow-${tensorflowVersion}-${variant}`)
}

/** Counts up where what is compiled changes: what an earlier polyhead has built is built anew. */
const BUILD = 3

/** Name of the binding where it is built. */
export const bindingName = `tfjs_binding-${BUILD}.node`

/** Name of what is built beside it, and loaded before it. */
export const quietName = `quiet-${BUILD}.node`

/** Name of our operations for TensorFlow, which are built beside it. */
export const operationsName = `operations-${BUILD}.node`

/** The variable of the environment by which TensorFlow has our operations, or has not. */
export const operationsVariable = 'POLYHEAD_OWN_OPERATIONS'

/** Where the packages are that polyhead has not beside it. */
export const packageCache = (): string => join(nativeCache(), 'packages')

/** What to type to get the binding: it is built on Linux, and fetched by the package's own script elsewhere. */
export const getNative =
  process.platform === 'linux' ? `${ownCommand()} doctor --install native` : `npm install ${nativePackage}`

/** The same for NVIDIA's cards; undefined where it cannot be built. */
export const getNativeOnCuda = process.platform === 'linux' && process.arch === 'x64' ? `${getNative} --gpu` : undefined

/** Folder of the package: that beside polyhead, else the one in the cache. */
export function findNativePackage(): string | undefined {
  for (const from of [import.meta.url, join(packageCache(), 'package.json')]) {
    const folder = resolvePackage(from)
    if (folder !== undefined && versionOf(folder) === nativeVersion) return folder
  }
  return undefined
}

/** What there is to load, or why there is nothing: found out from the files, without loading them. */
export function findNative(): NativeFiles | { problem: string } {
  const own = resolvePackage(import.meta.url)
  const ownBinding = own && bindingOf(own)
  if (own && ownBinding) return { package: own, binding: ownBinding, cuda: true }
  const cached = findNativePackage()
  const built = (['gpu', 'cpu'] as const)
    .map((variant) => ({ folder: nativeBuild(variant), cuda: variant === 'gpu' }))
    .map(({ folder, cuda }) => ({
      ...{ binding: join(folder, bindingName), quiet: join(folder, quietName) },
      ...{ operations: join(folder, operationsName), cuda },
    }))
    .find(({ binding, quiet, operations }) => [binding, quiet, operations].every((file) => existsSync(file)))
  if (cached && built) return { package: cached, ...built }
  return { problem: `${nativePackage} is ${own ? 'installed without its binding' : 'not installed'}` }
}

/** Why the native backend cannot be loaded, or undefined where it can. */
export function nativeProblem(): string | undefined {
  const found = findNative()
  return 'problem' in found ? found.problem : undefined
}

/** Whether there is one that can compute on NVIDIA's cards. */
export function nativeOnCuda(): boolean {
  const found = findNative()
  return 'cuda' in found && found.cuda
}

function resolvePackage(from: string): string | undefined {
  try {
    return dirname(createRequire(from).resolve(`${nativePackage}/package.json`))
  } catch {
    return undefined
  }
}

function versionOf(folder: string): string {
  return (createRequire(import.meta.url)(join(folder, 'package.json')) as { version: string }).version
}

/** What the package's own script fetched. */
function bindingOf(folder: string): string | undefined {
  const lib = join(folder, 'lib')
  const versions = existsSync(lib) ? readdirSync(lib) : []
  return versions.map((version) => join(lib, version, 'tfjs_binding.node')).find((file) => existsSync(file))
}

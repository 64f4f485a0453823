import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { onnxPackage } from './onnx/engine.js'

/** The version that is tried and tested: its binding and its blocked kernels are not a public interface. */
export const onnxVersion = '1.30.0'

/** Why ONNX Runtime cannot be loaded, or undefined where it can: found out from its files, without loading it. */
export function onnxProblem(): string | undefined {
  const require = createRequire(import.meta.url)
  let folder: string
  try {
    folder = dirname(require.resolve(`${onnxPackage}/package.json`))
  } catch {
    return `${onnxPackage} is not installed`
  }
  const { version } = require(join(folder, 'package.json')) as { version: string }
  if (version !== onnxVersion) return `${onnxPackage} ${version} is installed, but polyhead works with ${onnxVersion}`
  const library = join(folder, 'bin/napi-v6', process.platform, process.arch, 'onnxruntime_binding.node')
  return existsSync(library) ? undefined : `${onnxPackage} has no library for ${process.platform} ${process.arch}`
}

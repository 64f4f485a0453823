import { createRequire } from 'node:module'

/** The packages of WebGPU: Dawn, and TensorFlow.js on it. */
export const webgpuPackages = ['webgpu', '@tensorflow/tfjs-backend-webgpu'] as const

/** What to type to get them. */
export const getWebgpu: string = `npm install ${webgpuPackages.join(' ')}`

/** Why WebGPU cannot be loaded, or undefined where its packages are there: without loading them. */
export function webgpuProblem(): string | undefined {
  const require = createRequire(import.meta.url)
  const missing = webgpuPackages.filter((name) => {
    try {
      require.resolve(`${name}/package.json`)
      return false
    } catch {
      return true
    }
  })
  if (missing.length === 0) return undefined
  return `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not installed`
}

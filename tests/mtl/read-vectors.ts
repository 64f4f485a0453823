import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tensorValues, type VectorTensor } from '../parity/read-vectors.js'

/** The folder of the vectors: `POLYHEAD_MTL`, else the project's own. */
export const mtlFolder = process.env.POLYHEAD_MTL ?? fileURLToPath(new URL('vectors', import.meta.url))

/** The files of a folder whose name passes `accept`, by name without `.json`, sorted. */
export function readVectors<Vector>(
  folder: string,
  accept: (content: Record<string, unknown>) => boolean,
): [name: string, vector: Vector][] {
  const path = join(mtlFolder, folder)
  if (!existsSync(path)) return []
  return readdirSync(path)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [file.slice(0, -5), JSON.parse(readFileSync(join(path, file), 'utf8'))] as [string, Vector])
    .filter(([, vector]) => accept(vector as Record<string, unknown>))
}

/** The numbers of a tensor, or of a plain list. */
export function numbers(value: VectorTensor | number[]): number[] {
  return Array.isArray(value) ? value : Array.from(tensorValues(value))
}

/** The rows of a `[T, P]` tensor. */
export function rowsOf(tensor: VectorTensor): Float32Array[] {
  const values = tensorValues(tensor)
  const [count, width] = tensor.shape as [number, number]
  return Array.from({ length: count }, (_, i) => Float32Array.from(values.slice(i * width, (i + 1) * width)))
}

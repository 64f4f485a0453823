import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const dist = fileURLToPath(new URL('../../../dist', import.meta.url))

/** Imports a TypeScript file of the repository. @param path relative to its root */
export async function importTs(path) {
  const folder = mkdtempSync(join(dist, 'soak-'))
  try {
    await build({
      entryPoints: [fileURLToPath(new URL(`../../../${path}`, import.meta.url))],
      outfile: join(folder, 'bundle.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'warning',
    })
    return await import(pathToFileURL(join(folder, 'bundle.mjs')).href)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

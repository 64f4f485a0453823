// What a joint training step costs with 5 tasks and with 50: same batch, same total number of classes. Medians on WASM.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const outfile = fileURLToPath(new URL('../dist/bench/joint-step.mjs', import.meta.url))
await build({
  entryPoints: [fileURLToPath(new URL('joint-step.ts', import.meta.url))],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
})
await import(outfile)

// Builds bench/training-step.ts and runs it; with --build FILE only builds it:
//   node bench/step.mjs [mlp|mlp50|cnn|resnet18] [seconds] [--backend wasm|webgpu] [--batch ROWS]
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const only = process.argv[2] === '--build' ? process.argv[3] : undefined
const here = (file) => fileURLToPath(new URL(file, import.meta.url))
const outfile = only ?? here('../dist/bench/training-step.mjs')
await build({
  entryPoints: [here('training-step.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
})
if (only === undefined) await import(outfile)

// What a training step costs with each weighting, and where BENCH_TORCHJD names a Python that has torchjd, what its
// aggregators cost on the same machine, with 5 tasks: node bench/methods.mjs [rounds] [wasm | onnx] [tasks]
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = (file) => fileURLToPath(new URL(file, import.meta.url))
const outfile = here('../dist/bench/methods.mjs')
await build({
  entryPoints: [here('methods.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
})
await import(outfile)
const python = process.env.BENCH_TORCHJD
if (python) spawnSync(python, [here('peers/torchjd_step.py'), process.argv[2] ?? '100'], { stdio: 'inherit' })
else console.log('torchjd is not measured: BENCH_TORCHJD names no Python that has it')

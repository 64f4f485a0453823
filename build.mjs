// Bundles src/ into dist/: start-up time is the number of files that Node opens, so the first chunk holds what composing
// needs, and the rest (ajv, TensorFlow.js, plots) is loaded when a command comes to it.
import { rmSync } from 'node:fs'
import { build } from 'esbuild'

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts', config: 'src/compose/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: 'linked',
  chunkNames: 'chunks/[name]-[hash]',
  // One instance of TensorFlow.js must serve us, its backends, and plugins.
  external: ['@tensorflow/*'],
  // CommonJS packages in an ES module bundle still ask for require().
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
})

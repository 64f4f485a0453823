// Writes src/schema/generated/config-types.ts from schemas/. A test compares the two.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'

const scratch = 'dist/generate'
await build({
  stdin: {
    contents: `export { builtinManifests } from './src/components/manifests.ts'
export { generateTypes } from './src/schema/generate-types.ts'`,
    resolveDir: '.',
  },
  outfile: `${scratch}/generate.js`,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  // Types need no component's code.
  plugins: [
    {
      name: 'lazy',
      setup: (b) =>
        b.onResolve({ filter: /./ }, (a) => (a.kind === 'dynamic-import' ? { path: a.path, external: true } : null)),
    },
  ],
  logLevel: 'warning',
})
const { builtinManifests, generateTypes } = await import(`./${scratch}/generate.js`)
mkdirSync('src/schema/generated', { recursive: true })
writeFileSync('src/schema/generated/config-types.ts', await generateTypes(builtinManifests))
rmSync(scratch, { recursive: true })

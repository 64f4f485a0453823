// Writes src/schema/generated/config-types.ts and docs/config.md from schemas/, what the commands say of themselves into
// docs/cli.md, and docs/diagnostics.md. Tests compare.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'

const scratch = 'dist/generate'
await build({
  stdin: {
    contents: `export { commands } from './src/cli/commands/index.ts'
export { diagnosticsPage } from './src/cli/diagnostics-page.ts'
export { withReference } from './src/cli/reference.ts'
export { builtinManifests } from './src/components/manifests.ts'
export { withTrainerTable } from './src/components/trainer/lightning-table.ts'
export { sweepManifests } from './src/sweep/manifests.ts'
export { configReference } from './src/schema/config-reference.ts'
export { generateTypes } from './src/schema/generate-types.ts'`,
    resolveDir: '.',
  },
  outfile: `${scratch}/generate.js`,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  // Neither needs a component's code.
  plugins: [
    {
      name: 'lazy',
      setup: (b) =>
        b.onResolve({ filter: /./ }, (a) => (a.kind === 'dynamic-import' ? { path: a.path, external: true } : null)),
    },
  ],
  logLevel: 'warning',
})
const {
  builtinManifests,
  commands,
  configReference,
  diagnosticsPage,
  generateTypes,
  sweepManifests,
  withReference,
  withTrainerTable,
} = await import(`./${scratch}/generate.js`)
mkdirSync('src/schema/generated', { recursive: true })
writeFileSync('src/schema/generated/config-types.ts', await generateTypes(builtinManifests))
writeFileSync('docs/config.md', configReference([...builtinManifests, ...sweepManifests]))
writeFileSync('docs/cli.md', withReference(readFileSync('docs/cli.md', 'utf8'), commands))
writeFileSync('docs/diagnostics.md', diagnosticsPage())
writeFileSync('docs/from-lightning.md', withTrainerTable(readFileSync('docs/from-lightning.md', 'utf8')))
rmSync(scratch, { recursive: true })

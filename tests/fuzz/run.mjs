// A fuzzer of the whole command line: `npm run fuzz`, with `--runs N`, `--seed N`, `--kind KIND`, and `--only RUN` for
// one run of an earlier seed. Bundles main.ts and what it attacks, and starts it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const folder = dirname(fileURLToPath(import.meta.url))
// Within the package, whose files are found from there.
const outdir = mkdtempSync(join(folder, '../../node_modules/.fuzz-'))
try {
  await build({
    entryPoints: { main: join(folder, 'main.ts'), worker: join(folder, 'worker.ts') },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  })
  const { status } = spawnSync(process.execPath, [join(outdir, 'main.mjs'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
} finally {
  rmSync(outdir, { recursive: true })
}

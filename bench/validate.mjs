// What validation adds to a run's start: defaults filled in, every component checked by its compiled schema, rules over all; in fresh processes.
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
if (!existsSync(`${root}dist/validators/config.cjs`)) {
  console.error('run npm run build first')
  process.exit(2)
}
const scratch = `${root}node_modules/.cache/polyhead-bench`
await build({
  stdin: {
    contents: `
import { compose, openRepository, withRoot } from './src/compose/index.ts'
import { builtinRegistry as registry } from './src/components/manifests.ts'
import { bindJob } from './src/run/job.ts'
import { fillDefaults } from './src/schema/fill-defaults.ts'
import { validate } from './src/schema/validate.ts'
const dirs = [{ dir: 'configs' }, { dir: 'experiments', mount: 'experiment' }]
const composed = compose({ repository: openRepository(dirs), configName: 'config', overrides: ['experiment=permuted_digits'] })
const facts = { cwd: process.cwd(), now: new Date(), name: 'run', env: process.env }
const { config } = bindJob(composed, facts, '/tmp/out')
config.resolve()
const cpu = process.cpuUsage()
const start = performance.now()
const filled = withRoot(config, fillDefaults(config.root, registry))
const middle = performance.now()
const resolved = filled.resolve()
const late = performance.now()
const found = await validate(resolved, { registry, hydra: filled.hydra, unresolved: filled.root })
const end = performance.now()
const { user, system } = process.cpuUsage(cpu)
if (found.length > 0) throw new Error(JSON.stringify(found))
console.log(JSON.stringify([middle - start, end - late, (user + system) / 1000]))`,
    resolveDir: root,
  },
  outdir: scratch,
  entryNames: 'main',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  external: ['@tensorflow/*', 'ajv'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
})
const runs = Array.from({ length: 15 }, () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [`${scratch}/main.js`], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
})
rmSync(scratch, { recursive: true })
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const [fill, check, cpu] = [0, 1, 2].map((column) => median(runs.map((run) => run[column])))
console.log(
  `filling in defaults ${fill.toFixed(1)} ms, validating ${check.toFixed(1)} ms: ${(fill + check).toFixed(1)} ms at the first call, ${cpu.toFixed(1)} ms of CPU with resolving`,
)
console.log(`limit 20 ms: ${fill + check < 20 ? 'kept' : 'MISSED'}`)
if (fill + check >= 20) process.exitCode = 1

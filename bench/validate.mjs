// What validation adds to a run's start, in fresh processes of the package as it is installed: the config bound and
// resolved, defaults filled in, every component checked by its compiled schema, rules over all.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const chunk = existsSync(`${root}dist`) && readdirSync(`${root}dist/chunks`).find((name) => /^run-\w+\.cjs$/.test(name))
if (!chunk) {
  console.error('run npm run build first')
  process.exit(2)
}
const script = `
const { loadChunk } = require('./dist/load-built.cjs')
const { compose, openRepository } = loadChunk('config.cjs')
const { checkRun } = loadChunk('${chunk}')
const dirs = [{ dir: 'configs' }, { dir: 'experiments', mount: 'experiment' }]
const config = compose({ repository: openRepository(dirs), configName: 'config', overrides: ['experiment=permuted_digits'] })
const cpu = process.cpuUsage()
const start = performance.now()
checkRun(config).then(() => {
  const wall = performance.now() - start
  const { user, system } = process.cpuUsage(cpu)
  console.log(JSON.stringify([wall, (user + system) / 1000]))
})`
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
const runs = Array.from({ length: 15 }, () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8', env })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
})
const median = (column) => runs.map((run) => run[column]).sort((a, b) => a - b)[Math.floor(runs.length / 2)]
const [wall, cpu] = [median(0), median(1)]
console.log(`validating at the first call: ${wall.toFixed(1)} ms, ${cpu.toFixed(1)} ms of CPU`)
console.log(`limit 20 ms: ${wall < 20 ? 'kept' : 'MISSED'}`)
if (wall >= 20) process.exitCode = 1

// Composing beside Hydra and hydra-fast: POLYHEAD_HYDRA names a Python environment that has both (python -m venv DIR;
// DIR/bin/pip install hydra-core==1.3.8 hydra-fast==0.1.1). Without it only polyhead's own times are printed.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeLargeTree, writeSmallTree } from './lib/compose-trees.mjs'

const venv = process.env.POLYHEAD_HYDRA
const python = venv && join(venv, 'bin', 'python')
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
// Where it is set, it costs every start of Node 45 ms that are not ours.
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
const folder = mkdtempSync(join(tmpdir(), 'polyhead-bench-'))
let missed = 0

function output(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', env, cwd: folder })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stderr}`)
  return stdout
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]
}

function milliseconds(value) {
  return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`
}

function report(name, ours, hydra, fast, limit) {
  const parts = [`polyhead ${milliseconds(ours)}`]
  if (hydra !== undefined) {
    const ratio = ours / hydra
    const held = ratio <= limit
    if (!held) missed++
    parts.push(`Hydra ${milliseconds(hydra)}`)
    parts.push(`ratio ${ratio.toFixed(4)} (limit ${limit.toFixed(4)}${held ? '' : ', MISSED'})`)
  }
  if (fast !== undefined) parts.push(`hydra-fast ${milliseconds(fast)}`)
  console.log(`${name.padEnd(30)} ${parts.join(' · ')}`)
}

/** Wall times of processes that print one config, in turn, so that a busy moment hits all. */
function timeProcesses(tree) {
  writeFileSync(
    join(folder, 'my_app.py'),
    `import hydra\n\n@hydra.main(version_base="1.3", config_path=${JSON.stringify(tree)}, config_name="config")\ndef main(cfg):\n    pass\n\nmain()\n`,
  )
  const commands = {
    polyhead: [process.execPath, [here('../bin/polyhead.js'), '--config-path', tree, '--cfg', 'job']],
    node: [process.execPath, ['-e', '']],
    ...(python && { hydra: [python, ['my_app.py', '--cfg', 'job']] }),
  }
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]))
  const printed = {}
  for (let round = 0; round < 11; round++) {
    for (const [name, [command, args]] of Object.entries(commands)) {
      const start = performance.now()
      printed[name] = output(command, args)
      if (round > 0) times[name].push(performance.now() - start)
    }
  }
  if (python && printed.polyhead.trim() !== printed.hydra.trim()) throw new Error('the two print different configs')
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]))
}

const worker = `
const { compose, openRepository, toYaml } = await import(${JSON.stringify(new URL('../dist/config.js', import.meta.url).href)})
const [tree, rounds] = [process.argv[1], Number(process.argv[2])]
const repository = openRepository(tree)
const times = []
let config
for (let i = 0; i < rounds; i++) {
  const start = performance.now()
  config = compose({ repository, configName: 'config', overrides: ['seed=' + i] })
  times.push(performance.now() - start)
}
const warm = times.slice(1).sort((a, b) => a - b)[Math.floor((rounds - 1) / 2)]
console.log(JSON.stringify({ cold: times[0], warm, yaml: toYaml(config.root) }))
`

/**
 * Times in one process: `cold` is its first compose, `warm` the median of the rest; each round has another override.
 */
function timeComposing(tree, rounds) {
  const ours = JSON.parse(output(process.execPath, ['--input-type=module', '-e', worker, tree, String(rounds)]))
  if (!python) return { ours }
  const peer = (library) => JSON.parse(output(python, [here('lib/compose-peers.py'), library, tree, String(rounds)]))
  const [hydra, fast] = [peer('hydra'), peer('hydra-fast')]
  if (ours.yaml !== hydra.yaml) throw new Error(`polyhead and Hydra compose different configs from ${tree}`)
  return { ours, hydra, fast }
}

try {
  const [small, large] = [join(folder, 'small'), join(folder, 'large')]
  writeSmallTree(small)
  const files = writeLargeTree(large)
  if (!python) console.log('POLYHEAD_HYDRA is not set: no peers to compare with')

  const wall = timeProcesses(small)
  report('process --cfg job', wall.polyhead, wall.hydra, undefined, 0.4)
  console.log(`${'  of which bare Node'.padEnd(30)} ${milliseconds(wall.node)}`)
  for (const [name, tree, rounds, limit] of [
    ['small tree (5 groups)', small, 101, 1 / 40],
    [`large tree (${files} files)`, large, 31, 1 / 100],
  ]) {
    const { ours, hydra, fast } = timeComposing(tree, rounds)
    report(`${name}, warm`, ours.warm, hydra?.warm, fast?.warm, limit)
    report(`${name}, cold`, ours.cold, hydra?.cold, fast?.cold, 1 / 5)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = missed > 0 ? 1 : 0

// Sweeps beside Hydra's joblib launcher: POLYHEAD_HYDRA names a Python environment that has hydra-core and
// hydra-joblib-launcher. 200 jobs of an empty task on two slots, and 8 seeds of the showcase on two slots beside one
// after the other. Measure on a machine that does nothing else. POLYHEAD_JOBS: jobs of the empty task (200).
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** In turns, for a machine is not as fast from one second to the next. */
const ROUNDS = 7
const JOBS = Number(process.env.POLYHEAD_JOBS ?? 200)
const venv = process.env.POLYHEAD_HYDRA
const bin = fileURLToPath(new URL('../bin/polyhead.js', import.meta.url))
const library = new URL('../dist/index.js', import.meta.url).href
const folder = mkdtempSync(join(tmpdir(), 'polyhead-bench-'))
mkdirSync(join(folder, 'conf'))
writeFileSync(join(folder, 'conf', 'config.yaml'), 'x: 0\n')
writeFileSync(
  join(folder, 'app.mjs'),
  `import { main } from ${JSON.stringify(library)}\nawait main(() => {}, { configDir: 'conf', configName: 'config' })\n`,
)
writeFileSync(
  join(folder, 'app.py'),
  `import hydra\n@hydra.main(version_base=None, config_path="conf", config_name="config")\ndef main(config): pass\nmain()\n`,
)

/** Seconds that a command takes. */
function seconds(command, args) {
  const began = performance.now()
  const { status, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stderr}`)
  return (performance.now() - began) / 1000
}

let missed = 0
function report(name, ours, other, limit) {
  const ratio = ours / other
  if (ratio > limit) missed++
  console.log(
    `${name}: ${ours.toFixed(1)} s, beside ${other.toFixed(1)} s; ratio ${ratio.toFixed(3)} (limit ${limit}${ratio > limit ? ', MISSED' : ''})`,
  )
}

try {
  const sweep = ['-m', `x=range(${JOBS})`]
  const ours = seconds(process.execPath, ['app.mjs', ...sweep, 'hydra/launcher=local', 'hydra.launcher.slots=2'])
  if (venv) {
    const joblib = ['app.py', ...sweep, 'hydra/launcher=joblib', 'hydra.launcher.n_jobs=2']
    report(`${JOBS} empty jobs`, ours, seconds(join(venv, 'bin', 'python'), joblib), 0.25)
  } else console.log(`${JOBS} empty jobs: ${ours.toFixed(1)} s`)
  const showcase = [bin, '-m', 'experiment=permuted_digits', 'seed=range(1,9)']
  const local = ['hydra/launcher=local', 'hydra.launcher.slots=2', 'hydra.launcher.threads=1']
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const two = seconds(process.execPath, [...showcase, ...local, `hydra.sweep.dir=two-${round}`])
    return [two, seconds(process.execPath, [...showcase, `hydra.sweep.dir=one-${round}`])]
  }).sort(([two, one], [otherTwo, otherOne]) => two / one - otherTwo / otherOne)
  report('8 seeds on 2 slots, the middle round', ...rounds[Math.floor(ROUNDS / 2)], 0.6)
} finally {
  rmSync(folder, { recursive: true })
}
process.exit(missed > 0 ? 1 : 0)

// Sweeps beside Hydra's joblib launcher: POLYHEAD_HYDRA names a Python environment that has hydra-core and
// hydra-joblib-launcher. 200 jobs of an empty task on two slots, and 8 seeds of the showcase on two slots beside one
// after the other; how long 10,000 points of an app and of the showcase take to be validated, 1,000 options of a search
// to be tried, and a ledger of 100,000 lines to be read. Measure on a machine that does nothing else. POLYHEAD_JOBS:
// jobs of the empty task (200).
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { importTs } from '../tests/soak/lib/import-ts.mjs'

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

/** Points differ in what they share with each other: 10,000 of each kind. */
const RATES = 'optimizer.lr=range(0.01,1.005,0.01)'
const WIDTHS = ['[32]', '[64]', '[128]', '[256]', '[512]', '[64,64]', '[64,128]', '[128,128]', '[128,256]', '[256,256]']
/** A name for each job takes more than its number. */
const SUBDIR = 'hydra.sweep.subdir=${hydra.job.override_dirname}'
const POINTS = [
  ['seeds by rates', 'seed=range(100)', RATES],
  ['optimizers by seeds', 'optimizer=sgd,adam', 'seed=range(5000)'],
  ['directories by name', 'seed=range(100)', RATES, SUBDIR],
  ['widths by rates', `backbone.hidden_dims=choice(${WIDTHS})`, 'optimizer.lr=range(0.001,1.0005,0.001)'],
]

/** Seconds that a command takes. */
function seconds(command, args) {
  const began = performance.now()
  const { status, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 })
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

function within(name, took, limit) {
  if (took > limit) missed++
  console.log(`${name}: ${took.toFixed(2)} s (limit ${limit} s${took > limit ? ', MISSED' : ''})`)
}

/** Seconds to read the ledger of a sweep whose jobs report three times each, and what it comes to. */
async function ledgerSeconds(lines) {
  const { Ledger, readLedger } = await importTs('src/sweep/ledger.ts')
  const { readState } = await importTs('src/sweep/sweep-state.ts')
  const file = join(folder, 'ledger.jsonl')
  const ledger = new Ledger(file)
  for (let num = 0; num * 6 < lines; num++) {
    const metrics = { 'learning_curve/val/acc': 0.9 + num / 1e6, 'learning_curve/val/loss_cls': 1 / (num + 3) }
    ledger.append(
      { event: 'proposed', num, overrides: [`seed=${num}`, 'optimizer.lr=0.1'], dir: String(num) },
      { event: 'started', num, attempt: 1, worker: '12345-67890@localhost' },
      ...[0, 1, 2].map((step) => ({ event: 'reported', num, step, metrics })),
      { event: 'done', num, summary: 'avg_acc 0.9', value: null, metrics },
    )
  }
  ledger.close()
  const began = performance.now()
  const { jobs } = readState(readLedger(file))
  if (jobs.size * 6 < lines) throw new Error(`${jobs.size} jobs were read`)
  return (performance.now() - began) / 1000
}

try {
  within('a ledger of 100,000 lines', await ledgerSeconds(100_000), 1)
  const dry = ['-m', '--dry-run']
  within('10,000 points of an app', seconds(process.execPath, ['app.mjs', ...dry, 'x=range(10000)']), 5)
  for (const [what, ...points] of POINTS) {
    const args = [bin, ...dry, 'experiment=permuted_digits', ...points]
    within(`10,000 points of the showcase, ${what}`, seconds(process.execPath, args), 5)
  }
  const rates = Array.from({ length: 1000 }, (_, i) => (i + 1) / 1000)
  const search = ['hydra/sweeper=tpe', 'hydra.sweeper.metric=avg_acc', 'hydra.sweeper.direction=maximize']
  const choice = ['experiment=permuted_digits', ...search, `optimizer.lr=choice(${rates})`]
  within('a choice of 1,000 options, tried before a search', seconds(process.execPath, [bin, ...dry, ...choice]), 2)
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

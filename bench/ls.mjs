// Lists 10,000 runs: the first time, and again with the index. `ls` must not take more than 3 s, nor the index make it
// slower.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const RUNS = 10_000
const LIMIT_S = 3
const bin = fileURLToPath(new URL('../bin/polyhead.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'polyhead-ls-'))
const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') }
delete env.NODE_EXTRA_CA_CERTS

const config = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`group.key_${i}`, i]))
for (let i = 0; i < RUNS; i++) {
  const dir = join(folder, 'runs', `2026-01-${String((i % 28) + 1).padStart(2, '0')}`, String(i))
  for (const name of ['.hydra', 'results', 'checkpoints/final']) mkdirSync(join(dir, name), { recursive: true })
  const acc = { 1: i / RUNS, 2: 1 - i / RUNS }
  const record = {
    ...{ kind: 'train', status: 'done', started: '2026-01-01T00:00:00.000Z', durationSeconds: 1, seed: i % 10 },
    config: { ...config, seed: i % 10, 'optimizer.lr': (i % 37) / 100 },
    results: { avg_acc: 0.5, avg_loss_cls: 1, acc, loss_cls: acc },
    padding: 'x'.repeat(2000),
  }
  writeFileSync(join(dir, 'run.json'), JSON.stringify(record, null, 2))
}

function seconds(...args) {
  const began = performance.now()
  const { status, stderr } = spawnSync(process.execPath, [bin, 'ls', join(folder, 'runs'), ...args], { env })
  if (status !== 0) throw new Error(String(stderr))
  return (performance.now() - began) / 1000
}

try {
  const first = seconds('--where', 'acc_1>0.999')
  const again = Math.min(...[1, 2, 3].map(() => seconds('--where', 'acc_1>0.999')))
  const grouped = seconds('--group', '--json')
  console.log(
    `${RUNS} runs: first ${first.toFixed(2)} s, with the index ${again.toFixed(2)} s, grouped ${grouped.toFixed(2)} s`,
  )
  if (again > LIMIT_S || again > first) {
    console.error(`limit: ${LIMIT_S} s, and not slower than without the index`)
    process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

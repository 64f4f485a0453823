// Training beside CLArena and plain PyTorch, in one run: POLYHEAD_PEERS=DIR (see bench/peers/README.md). STEPS shortens
// an epoch; BACKEND is polyhead's (wasm, onnx, native), in place of the one that it chooses.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const peers = process.env.POLYHEAD_PEERS
if (!peers) {
  console.log('skipped: POLYHEAD_PEERS names no folder made by bench/peers/setup.sh')
  process.exit(0)
}
const { STEPS: steps, BACKEND: backend } = process.env
const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'polyhead-bench-'))
const polyhead = [
  process.execPath,
  join(root, 'bin/polyhead.js'),
  'experiment=permuted_fashion_mnist',
  'metrics.compat=clarena',
  `dataset.root=${join(peers, 'data')}`,
  `hydra.run.dir=${join(scratch, 'run')}`,
  ...(steps ? [`trainer.limit_train_batches=${steps}`] : []),
  ...(backend ? [`backend=${backend}`] : []),
  '--quiet',
  '--json',
].join(' ')
try {
  const args = [
    join(root, 'bench/peers/bench.py'),
    '--extra',
    `polyhead=${polyhead}`,
    ...(steps ? ['--limit', steps] : []),
  ]
  const { stdout, stderr, status } = spawnSync('python3', args, {
    encoding: 'utf8',
    env: { ...process.env, NODE_EXTRA_CA_CERTS: '' },
  })
  if (status !== 0) throw new Error(stderr)
  report(JSON.parse(stdout))
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function report({ work, results }) {
  for (const [name, { tail }] of Object.entries(results)) if (tail) throw new Error(`${name} gave no result: ${tail}`)
  const { clarena, torch_lean: torch, polyhead: own } = results
  const ours = own.reported
  // as polyhead counts its own: from the first training batch to the last, with the validations between epochs
  const rows = work.steps_per_epoch * work.batch * work.epochs
  const sum = (seconds) => seconds.reduce((total, each) => total + each, 0)
  const theirs = (peer) => rows / (sum(peer.train_s) + sum(peer.val_s.slice(0, -1)))
  const row = (name, acc, rate, first, wall, rss) =>
    console.log(
      [name.padEnd(14), acc.toFixed(4), Math.round(rate), first.toFixed(2), wall.toFixed(1), Math.round(rss)].join(
        '\t',
      ),
    )
  console.log(['contestant    ', 'acc', 'rows/s', 'first s', 'wall s', 'MiB'].join('\t'))
  row('CLArena', clarena.avg_acc, theirs(clarena), clarena.first_batch_s, clarena.wall_s, clarena.peak_rss_mib)
  row('plain PyTorch', torch.avg_acc, theirs(torch), torch.first_batch_s, torch.wall_s, torch.peak_rss_mib)
  row('polyhead', ours.avg_acc, ours.samples_per_s, ours.first_batch_s, own.wall_s, own.peak_rss_mib)
  const ratio = (what, value, limit) => console.log(`${what}: ${value.toFixed(3)}${limit ? ` (limit ${limit})` : ''}`)
  const [firstLimit, memoryLimit] = backend === 'native' ? ['0.20', '0.45'] : ['0.10', '0.25']
  ratio('\nfirst batch, polyhead / CLArena', ours.first_batch_s / clarena.first_batch_s, firstLimit)
  ratio('peak memory, polyhead / CLArena', own.peak_rss_mib / clarena.peak_rss_mib, memoryLimit)
  ratio('rows a second, polyhead / CLArena', ours.samples_per_s / theirs(clarena))
  ratio('rows a second, polyhead / plain PyTorch', ours.samples_per_s / theirs(torch))
  ratio('accuracy, |polyhead - CLArena|', Math.abs(ours.avg_acc - clarena.avg_acc), '0.003')
}

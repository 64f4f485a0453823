// A data set of 2 GB, larger than a run may keep in memory: trains on it from disk, and fails where the peak of
// resident memory is 600 MB or more. Usage: node tests/soak/data.mjs [folder with 2.2 GB of room]
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const limitMegabytes = 600
const rows = 2_600_000
const side = 28
const polyhead = fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))
const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'polyhead-soak-'))

/** An IDX file written piece by piece. */
function write(name, shape, fill) {
  const header = Buffer.alloc(4 + 4 * shape.length)
  header.set([0, 0, 8, shape.length])
  for (const [i, size] of shape.entries()) header.writeUInt32BE(size, 4 + 4 * i)
  const width = shape.slice(1).reduce((product, size) => product * size, 1)
  const file = openSync(join(folder, name), 'w')
  writeSync(file, header)
  const piece = Buffer.alloc(10_000 * width)
  for (let row = 0; row < shape[0]; row += 10_000) {
    for (let i = 0; i < 10_000; i++) fill(piece, i * width, row + i)
    writeSync(file, piece)
  }
  closeSync(file)
}

try {
  // Each image is as bright as its class, in one corner: something that can be learned.
  write('images', [rows, side, side], (piece, at, row) => piece.fill(25 * (row % 10), at, at + 64))
  write('labels', [rows], (piece, at, row) => {
    piece[at] = row % 10
  })
  const shapes = [
    `dataset.num_features=${side * side}`,
    `dataset.image_shape=[${side},${side},1]`,
    'dataset.num_tasks=2',
  ]
  const limits = ['max_steps=2000', 'limit_val_batches=20', 'limit_test_batches=20'].map((limit) => `trainer.${limit}`)
  const source = 'dataset.source={name:idx,images:images,labels:labels}'
  const args = [
    'dataset=permuted',
    source,
    `dataset.root=${folder}`,
    ...shapes,
    ...limits,
    'optimizer.lr=0.01',
    '--json',
  ]
  const output = execFileSync(process.execPath, [polyhead, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const result = JSON.parse(output.trim().split('\n').at(-1))
  const megabytes = (result.peak_rss_mib * 2 ** 20) / 1e6
  console.log(
    `peak ${megabytes.toFixed(0)} MB of ${limitMegabytes}, ${result.samples_per_s.toFixed(0)} samples/s, accuracy ${result.avg_acc.toFixed(3)}`,
  )
  if (megabytes >= limitMegabytes) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

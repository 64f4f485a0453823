// Time of a training step. One of ours (bench/training-step.ts has the options); --build FILE only builds it:
//   node bench/step.mjs [mlp|mlp50|cnn|small_resnet|resnet18] [seconds] [--backend wasm|onnx|native|webgpu] …
// Beside PyTorch's, in turns, with medians and ratios (POLYHEAD_PYTHON_TORCH names a Python that has it):
//   node bench/step.mjs --rounds 5 [--backend onnx] [--models mlp,cnn] [--batch ROWS] [--device cuda] [--json]
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const here = (file) => fileURLToPath(new URL(file, import.meta.url))
const only = process.argv[2] === '--build' ? process.argv[3] : undefined
const outfile = only ?? here('../dist/bench/training-step.mjs')
await build({
  entryPoints: [here('training-step.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
})
if (process.argv.includes('--rounds')) compare()
else if (only === undefined) await import(outfile)

/** Rounds in turns: whatever else the machine does, it does to both. */
function compare() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string' },
      backend: { type: 'string', default: 'onnx' },
      models: { type: 'string', default: 'mlp,cnn,small_resnet,resnet18' },
      seconds: { type: 'string', default: '2' },
      threads: { type: 'string', default: '2' },
      batch: { type: 'string' },
      device: { type: 'string', default: 'cpu' },
      json: { type: 'boolean', default: false },
    },
  })
  const python = process.env.POLYHEAD_PYTHON_TORCH ?? 'python3'
  const results = []
  if (!values.json) console.log(`model         optimizer  ${values.backend} ms  PyTorch ms  PyTorch / ours`)
  for (const model of values.models.split(',')) {
    for (const optimizer of ['sgd', 'adam']) {
      const batch = values.batch ?? (model.includes('resnet') ? '32' : '128')
      const shared = [model, values.seconds, '--optimizer', optimizer, '--threads', values.threads, '--batch', batch]
      const rounds = Array.from({ length: Number(values.rounds) }, () => [
        timed(process.execPath, [outfile, ...shared, '--backend', values.backend]),
        timed(python, [here('peers/torch_step.py'), ...shared, '--device', values.device]),
      ])
      const [ours, torch] = [0, 1].map((i) => median(rounds.map((round) => round[i])))
      const ratio = median(rounds.map(([own, peer]) => peer / own))
      results.push({ model, optimizer, batch: Number(batch), ours_ms: ours, torch_ms: torch, ratio })
      const cells = [model.padEnd(13), optimizer.padEnd(10), ours.toFixed(2).padEnd(8), torch.toFixed(2).padEnd(11)]
      if (!values.json) console.log(`${cells.join(' ')} ${ratio.toFixed(2)}`)
    }
  }
  if (values.json) console.log(JSON.stringify(results))
}

/** Median of one process's steps, in ms. */
function timed(command, args) {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
  return JSON.parse(stdout.trim().split('\n').at(-1)).median_ms
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]
}

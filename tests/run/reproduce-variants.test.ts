import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const ROWS = Array.from({ length: 60 }, (_, i) => [i % 7, (i * 5) % 11, (i * i) % 13, i % 3].join(','))

const QUICK = [
  'experiment=permuted_digits',
  'trainer.max_epochs=1',
  'trainer.limit_train_batches=3',
  'train_tasks=2',
  'eval_tasks=2',
  'backend=wasm',
  'seed=3',
]

let project: Project
beforeAll(() => {
  project = new Project()
  // By another process than those that reproduce it: nothing that a process keeps can make the two the same.
  const first = project.polyhead(...QUICK, 'hydra.run.dir=first')
  expect(first.code, first.stderr).toBe(0)
})
afterAll(() => project.remove())

function copyOf(dir: string, name: string): string {
  cpSync(join(project.dir, dir), join(project.dir, name), { recursive: true })
  return name
}

function edit(file: string, change: (text: string) => string): void {
  const path = join(project.dir, file)
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}

describe('reproducing with a change', () => {
  test('is the same but for it, and says where the runs part', async () => {
    const { code, stdout } = await commandLine(project.dir, ['reproduce', 'first', 'seed=4', '--in', 'other-seed'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^other-seed is first but for seed=4\ndiffers: largest difference \d/)
    expect(stdout).toMatch(/first in metrics\.csv, line \d+, step \d+: learning_curve\/\S+ 0\.\d+ → 0\.\d+/)
    expect(stdout).toContain('  seed: 3 → 4\n')
    expect(project.read('other-seed/.hydra/overrides.yaml')).toBe('- seed=4\n')
  })

  test('takes another option of a group in place of the saved one', async () => {
    const { stdout, stderr } = await commandLine(project.dir, [
      'reproduce',
      'first',
      'optimizer=adam',
      'optimizer.lr=0.01',
      '--in',
      'adam',
    ])
    expect(stdout, stderr).toContain('but for optimizer=adam optimizer.lr=0.01\ndiffers')
    expect(project.read('adam/config.resolved.yaml')).toMatch(/_target_: polyhead.optimizers.Adam\n {2}lr: 0.01\n/)
  })

  test('refuses a key that the saved config has not, before anything runs', async () => {
    const { code, stderr } = await commandLine(project.dir, ['reproduce', 'first', 'optimizer.lrr=1', '--in', 'never'])
    expect(code).toBe(2)
    expect(stderr).toContain("did you mean 'optimizer.lr'?")
    expect(project.has('never')).toBe(false)
  })
})

describe('what reproducing detects', () => {
  test('one weight that was changed: its name, and that the file is not what the run wrote', async () => {
    const dir = copyOf('first', 'one-weight')
    const file = join(project.dir, dir, 'checkpoints/final/model.safetensors')
    const bytes = readFileSync(file)
    bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1
    writeFileSync(file, bytes)
    const { code, stdout } = await commandLine(project.dir, ['reproduce', dir, '--in', 'one-weight-again'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/first in weights heads\.heads\.2\.bias: element 9 /)
    expect(stdout).toContain('checkpoints/final/model.safetensors was changed after the run had written it')
  })

  test('another number of threads, even where the numbers agree', async () => {
    const dir = copyOf('first', 'threads')
    edit('threads/run.json', (text) => text.replace('"threads": 1', '"threads": 4'))
    const { code, stdout } = await commandLine(project.dir, ['reproduce', dir, '--in', 'threads-again'])
    expect(code).toBe(0)
    expect(stdout).toContain('although these differ:\n  backend threads: 4 → 1\n')
  })

  test('a backend that cannot be had here, and how to compute on another', async () => {
    const dir = copyOf('first', 'native')
    edit('native/run.json', (text) =>
      text
        .replace('"name": "wasm"', '"name": "native"')
        .replace('backends.WASM",\n    "version', 'backends.Native",\n    "version'),
    )
    const { code, stdout, stderr } = await commandLine(project.dir, ['reproduce', dir, '--in', 'native-again'])
    if (code === 2) expect(stderr).toContain("the run computed on backend 'native', which cannot be used here: ")
    else expect(stdout).toMatch(/^(same within rounding|differs|identical)/)
    const other = await commandLine(project.dir, ['reproduce', dir, 'backend=wasm', '--in', 'native-on-wasm'])
    expect(other.stdout).toContain('  backend name: "native" → "wasm"\n')
  })

  test('one row of data, by the checksum of its file', async () => {
    const data = new Project().write('data/train.csv', `${ROWS.join('\n')}\n`)
    data.write(
      'configs/config.yaml',
      `defaults:
  - dataset: permuted
  - backbone: mlp
  - heads: heads_mtl
  - algorithm: joint_learning
  - optimizer: sgd
  - trainer: trainer
  - metrics: default
  - callbacks: default
  - loggers: default
  - backend: wasm
  - _self_
seed: 1
train_tasks: 2
eval_tasks: 2
dataset:
  source: {name: csv, file: data/train.csv}
  num_tasks: 2
  batch_size: 8
  num_features: 3
  image_shape: null
  num_classes: 3
  mean: null
  std: null
trainer: {max_epochs: 1}
`,
    )
    const first = await commandLine(data.dir, ['hydra.run.dir=first'])
    if (first.code !== 0) throw new Error(first.stderr)
    data.write('data/train.csv', `${ROWS.with(5, '0,0,0,2').join('\n')}\n`)
    const { code, stdout } = await commandLine(data.dir, ['reproduce', 'first', 'seed=2', '--in', 'second'])
    expect(code).toBe(1)
    // What was changed comes first, and its checksums are short.
    expect(stdout).toMatch(
      /what may explain it:\n {2}checksum of data \S*train\.csv: "[0-9a-f]{12}" → "[0-9a-f]{12}"\n/,
    )
    data.remove()
  })
})

test('a whole sweep is had again, run by run', async () => {
  const sweep = await commandLine(project.dir, ['-m', ...QUICK, 'optimizer.lr=0.1,0.2', 'hydra.sweep.dir=sweep'])
  expect(sweep.code, sweep.stderr).toBe(0)
  const { code, stdout } = await commandLine(project.dir, ['reproduce', 'sweep', '--in', 'sweep-again'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^(identical: sweep-again\/\d .*\n){2}2 of 2 runs of sweep were had again\n$/)
  const one = await commandLine(project.dir, ['reproduce', 'sweep/1', '--in', 'one-again'])
  expect(one.stdout).toMatch(/^identical/)
})

describe("a directory of Hydra's", () => {
  function hydraDirectory(name: string): string {
    const dir = copyOf('first', name)
    for (const file of ['run.json', 'config.resolved.yaml', 'checkpoints', 'metrics.csv']) {
      rmSync(join(project.dir, dir, file), { recursive: true })
    }
    return dir
  }

  test('is run again from what Hydra saved, and its results are compared', async () => {
    const { code, stdout, stderr } = await commandLine(project.dir, [
      'reproduce',
      hydraDirectory('hydra'),
      '--in',
      'hydra-again',
    ])
    expect(code, stderr).toBe(0)
    expect(stdout).toBe('identical: hydra-again has the test results of hydra, bit for bit\n')
  })

  test('that differs by rounding is told the tolerance that takes it, and not that nothing else differs', async () => {
    const dir = hydraDirectory('rounded')
    edit('rounded/results/acc.csv', (text) => text.replace(/\d\.\d+/, (figure) => String(Number(figure) - 2.5e-7)))
    const { code, stdout } = await commandLine(project.dir, ['reproduce', dir, '--in', 'rounded-again'])
    expect([code, stdout]).toEqual([1, expect.stringContaining('differs: largest difference 2.5')])
    const typed = /each library adds up sums in an order of its own: (--tolerance 1e-6) allows/.exec(stdout)?.[1]
    expect(stdout).not.toContain('nothing in the recorded environment')
    const again = await commandLine(project.dir, [
      'reproduce',
      dir,
      '--in',
      'rounded-twice',
      ...(typed as string).split(' '),
    ])
    expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/^same within rounding/)])
  })

  test('that differs by a row which is classified otherwise is not told that it is rounding', async () => {
    const dir = hydraDirectory('another-row')
    edit('another-row/results/acc.csv', (text) => text.replace(/\d\.\d+/, (figure) => String(Number(figure) - 5e-4)))
    const { code, stdout } = await commandLine(project.dir, ['reproduce', dir, '--in', 'another-row-again'])
    expect([code, stdout]).toEqual([1, expect.stringContaining('differs: largest difference ')])
    expect(stdout).toContain('does not tell what it was computed with\n')
    expect(stdout).not.toContain('--tolerance')
  })

  test('names every component that is not known, and runs nothing', async () => {
    const dir = hydraDirectory('unknown')
    edit('unknown/.hydra/config.yaml', (text) =>
      text
        .replace('polyhead.backbones.MLP', 'my_project.Net')
        .replace('polyhead.optimizers.SGD', 'my_project.Lion')
        .replace('polyhead.metrics.Accuracy', 'torchmetrics.MaxMetric'),
    )
    const { code, stderr } = await commandLine(project.dir, ['reproduce', dir, '--in', 'unknown-again'])
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /unknown\/\.hydra\/config\.yaml:\d+:\d+ {2}backbone\._target_: 'my_project\.Net' is no component/,
    )
    expect(stderr).toContain("'my_project.Lion' is no component that polyhead knows")
    expect(stderr).toContain("'torchmetrics.MaxMetric' is known to torchmetrics, not here: nearest is")
    expect(project.has('unknown-again')).toBe(false)
  })
})

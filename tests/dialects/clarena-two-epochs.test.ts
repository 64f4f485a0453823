import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

/** What CLArena 1.1.0 gave for the same command lines and images: one loss a batch, then the test's figures. */
interface Recorded {
  losses: number[]
  validation: number[]
  /** CLArena's average, and each task where there are several. */
  acc: number[]
  loss_cls: number[]
}

const recorded: Record<'joint' | 'single', Recorded> = JSON.parse(
  readFileSync(new URL('../parity/vectors/g_two_epochs/clarena.json', import.meta.url), 'utf8'),
)

let project: Project
beforeAll(() => {
  project = new Project('clarena-tree')
  for (const name of ['MNIST', 'FashionMNIST']) {
    const folder = join(project.dir, 'data', name, 'raw')
    mkdirSync(folder, { recursive: true })
    writeImages(folder, 'train', 400, 1)
    writeImages(folder, 't10k', 200, 2)
  }
})
afterAll(() => project.remove())

/** Noise from 0 to 127, with two rows of each image that are lighter by 40: which ones, its class tells. */
function writeImages(folder: string, part: string, count: number, seed: number): void {
  const images = Buffer.alloc(16 + count * 784)
  const labels = Buffer.alloc(8 + count)
  for (const [i, word] of [0x803, count, 28, 28].entries()) images.writeUInt32BE(word, 4 * i)
  for (const [i, word] of [0x801, count].entries()) labels.writeUInt32BE(word, 4 * i)
  let state = seed
  for (let row = 0; row < count; row++) {
    const label = row % 10
    labels[8 + row] = label
    for (let pixel = 0; pixel < 784; pixel++) {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0
      images[16 + row * 784 + pixel] = (state >>> 25) + (Math.floor(pixel / 56) === label + 2 ? 40 : 0)
    }
  }
  writeFileSync(join(folder, `${part}-images-idx3-ubyte`), images)
  writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), labels)
}

const split = 'mtl_dataset.cl_dataset.class_split={1:[0,1],2:[2,3],3:[4,5]}'

test.each([
  ['joint', ['mtl_dataset=split_mnist', 'mtl_dataset.batch_size=8', split]],
  ['single', ['stl_dataset.root=data', 'stl_dataset.batch_size=8']],
] as const)('%s: two epochs of SGD end with CLArena’s figures', (name, overrides) => {
  const whole = ['trainer.limit_val_batches=1.0', 'trainer.limit_test_batches=1.0']
  const tree = ['--config-path', 'tree', '--config-name', 'entrance']
  const dir = `outputs/${name}`
  const ran = project.polyhead(...tree, `index=${name}`, ...overrides, ...whole, `output_dir=${dir}`)
  expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining('those of the file are taken')])
  const { losses, validation, acc, loss_cls } = recorded[name]
  const csv = project.read(`${dir}/metrics.csv`)
  expectNear(column(csv, 'train/loss_cls_batch'), losses, 1e-5)
  expectNear(column(csv, 'learning_curve/val/loss_cls'), validation, 1e-5)
  // A single task has a column of its own here, too.
  const figures = (file: string) => cells(project.read(`${dir}/results/${file}`)).slice(0, acc.length)
  expectNear(figures('acc.csv'), acc, 1e-6)
  expectNear(figures('loss_cls.csv'), loss_cls, 1e-5)
})

function expectNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length)
  const apart = actual.map((value, i) => Math.abs(value - (expected[i] as number)))
  expect(Math.max(...apart)).toBeLessThanOrEqual(tolerance)
}

const cells = (csv: string): number[] => (csv.trimEnd().split('\n')[1] ?? '').split(',').map(Number)

function column(csv: string, name: string): number[] {
  const [header = '', ...lines] = csv.trimEnd().split('\n')
  const at = header.split(',').indexOf(name)
  return lines.map((line) => line.split(',')[at] ?? '').flatMap((cell) => (cell === '' ? [] : Number(cell)))
}

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkRun } from '../../src/run/check-run.js'
import { readWeights } from '../../src/run/find-weights.js'
import { prepareModel } from '../../src/run/prepare-model.js'
import { savedConfig } from '../../src/run/saved-config.js'
import { Generator } from '../../src/util/generator.js'
import { packageRoot } from '../../src/util/package-root.js'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'
import { required } from '../helpers/required.js'

const rows = 5
const tolerance = 1e-5

interface Exported {
  task: number
  classes: number
  input_shape: number[]
  file: string
}

const permuted = ['dataset=permuted_digits', 'dataset.num_tasks=2', 'train_tasks=2', 'eval_tasks=2']

/** A real run, trained for a few steps, so that batch norm's statistics are not the initial ones. */
const runs: Record<string, string[]> = {
  mlp: [
    'dataset=split_digits',
    'dataset.class_split={2: [2, 3, 4, 5, 6]}',
    'dataset.num_classes={1: 2, 2: 5, 3: 2, 4: 2, 5: 2}',
    'train_tasks=2',
    'eval_tasks=2',
  ],
  'mlp-batch-norm': [
    ...permuted,
    'dataset.repeat_channels=3',
    'dataset.image_shape=[8,8,3]',
    'dataset.num_features=192',
    'backbone.batch_normalization=true',
    'backbone.activation_layer=GELU',
  ],
  cnn: [
    ...permuted,
    'backbone=cnn',
    'backbone.channels=[6,5]',
    'backbone.batch_normalization=true',
    'backbone.activation_layer=LeakyReLU',
  ],
  resnet18: [...permuted, 'backbone=resnet18'],
  mmoe: [...permuted, 'backbone=mmoe', 'backbone.num_experts=3', 'backbone.hidden_dims=[24,20]'],
  'mmoe-one-expert': [...permuted, 'backbone=mmoe', 'backbone.num_experts=1'],
  cgc: [...permuted, 'backbone=cgc', 'backbone.num_task_experts=2', 'backbone.activation_layer=GELU'],
  ple: [...permuted, 'backbone=ple', 'backbone.num_levels=3', 'backbone.hidden_dims=[]', 'backbone.output_dim=20'],
  'cross-stitch': [...permuted, 'backbone=cross_stitch', 'train_tasks=[2,1]', 'backbone.own_share=0.6'],
  mtan: [...permuted, 'backbone=mtan', 'backbone.hidden_dims=[24,20]', 'backbone.activation_layer=null'],
  'deep-heads': [...permuted, 'heads.hidden_dims=[24,20]', 'heads.activation_layer=Tanh'],
  'one-task': [
    ...permuted,
    'algorithm=single_learning',
    'backbone=cross_stitch',
    'heads=head_stl',
    'heads.hidden_dims=[24]',
    'train_tasks=1',
    'eval_tasks=1',
  ],
}
const short = ['max_epochs=1', 'limit_train_batches=3', 'limit_val_batches=0', 'limit_test_batches=1'].map(
  (key) => `trainer.${key}`,
)

const project = new Project()
afterAll(() => project.remove())

async function polyhead(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await commandLine(project.dir, args)
  expect(code, stderr).toBe(0)
  return stdout
}

const inputs = (shape: readonly number[]) => {
  const size = shape.reduce((product, length) => product * length, rows)
  return Array.from(new Generator(4).uniform(size, -1, 1))
}

/** Our logits of a run's task. */
async function ours(name: string, { task, input_shape }: Exported): Promise<number[][]> {
  const dir = join(project.dir, name)
  const checked = await checkRun(savedConfig(dir, { cwd: project.dir })(), { cwd: project.dir })
  const weights = await readWeights(dir)
  const model = await prepareModel(checked, { kind: 'eval', parent: dir, weights })
  const logits = tf.tidy(() => {
    const x = tf.tensor(inputs(input_shape), [rows, ...input_shape])
    return model.algorithm.forward(x, { stage: 'test', taskIds: task }).logits.arraySync() as number[][]
  })
  model.algorithm.dispose()
  return logits
}

function largestDifference(left: number[][], right: number[][]): number {
  expect(right.map(({ length }) => length)).toEqual(left.map(({ length }) => length))
  return Math.max(...left.flatMap((row, i) => row.map((value, j) => Math.abs(value - (right[i]?.[j] as number)))))
}

const exported = new Map<string, Exported[]>()
const expected = new Map<string, number[][][]>()

beforeAll(async () => {
  for (const [name, args] of Object.entries(runs)) {
    await polyhead('-q', ...args, ...short, `hydra.run.dir=${name}`)
    const tasks = JSON.parse(await polyhead('export', name, '--json')) as Exported[]
    exported.set(name, tasks)
    const logits: number[][][] = []
    for (const one of tasks) logits.push(await ours(name, one))
    expected.set(name, logits)
  }
})

test('heads keep their own class counts', () => {
  expect(exported.get('mlp')?.map(({ classes }) => classes)).toEqual([2, 5])
})

test.each(Object.keys(runs))('Node and TensorFlow.js alone compute the logits: %s', (name) => {
  const tasks = exported.get(name) as Exported[]
  const input = tasks.map(({ file, input_shape }) => ({ file, x: inputs(input_shape), shape: [rows, ...input_shape] }))
  const peer = fileURLToPath(new URL('layers-peer.mjs', import.meta.url))
  const { stdout, stderr } = spawnSync(process.execPath, [peer], { input: JSON.stringify(input), encoding: 'utf8' })
  expect(stdout, stderr).not.toBe('')
  const logits = JSON.parse(stdout) as number[][][]
  for (const [i, ofTask] of logits.entries()) {
    expect(largestDifference(expected.get(name)?.[i] as number[][], ofTask)).toBeLessThan(tolerance)
  }
})

const executablePath = process.env.POLYHEAD_CHROMIUM ?? '/usr/bin/chromium'

describe.skipIf(!existsSync(executablePath) && !required('chromium'))('Chromium (POLYHEAD_CHROMIUM)', () => {
  let server: Server
  let browser: Browser

  beforeAll(async () => {
    const scripts = ['tfjs-core/dist/tf-core', 'tfjs-backend-cpu/dist/tf-backend-cpu', 'tfjs-layers/dist/tf-layers']
    const files = new Map(
      scripts.map((name, i) => [`/${i}.js`, join(packageRoot, 'node_modules/@tensorflow', `${name}.min.js`)]),
    )
    const page = `<!doctype html><title>polyhead</title>${[...files.keys()].map((url) => `<script src="${url}"></script>`).join('')}`
    server = createServer((request, response) => {
      const url = request.url ?? '/'
      const file = files.get(url) ?? join(project.dir, url)
      if (url !== '/' && !existsSync(file)) response.writeHead(404).end()
      else response.end(url === '/' ? page : readFileSync(file))
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    browser = await chromium.launch({ executablePath, headless: true, chromiumSandbox: false })
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  test.each(Object.keys(runs))(
    'computes the logits: %s',
    async (name) => {
      const page = await browser.newPage()
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
      for (const [i, { task, input_shape }] of (exported.get(name) as Exported[]).entries()) {
        const call = {
          url: `/${name}/export/task-${task}/model.json`,
          x: inputs(input_shape),
          shape: [rows, ...input_shape],
        }
        const logits = (await page.evaluate(`(async ({ url, x, shape }) => {
        const model = await tf.loadLayersModel(url)
        return model.predict(tf.tensor(x, shape)).array()
      })(${JSON.stringify(call)})`)) as number[][]
        expect(largestDifference(expected.get(name)?.[i] as number[][], logits)).toBeLessThan(tolerance)
      }
      await page.close()
    },
    60_000,
  )
})

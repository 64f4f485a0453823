import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWasm } from '../../../src/backends/start-wasm.js'
import { SaveFirstBatchImages } from '../../../src/components/callbacks/save-first-batch-images.js'
import { decodeImage } from '../../../src/formats/images.js'
import type { Algorithm, TrainingOutputs } from '../../../src/training/algorithm.js'
import type { TrainerState } from '../../../src/training/trainer-state.js'
import { Project } from '../../helpers/project.js'

const project = new Project()
afterAll(() => project.remove())
const folder = mkdtempSync(join(tmpdir(), 'polyhead-'))
beforeAll(startWasm)
afterAll(() => rmSync(folder, { recursive: true }))

/** Two images of 1×2 pixels with so many channels, of classes 3 and 7, tasks 1 and 2. */
async function show(callback: SaveFirstBatchImages, values: readonly number[], batchIdx: number): Promise<void> {
  const channels = values.length / 4
  const x = tf.tensor([...values], [2, 1, 2, channels])
  const state = { numTrainBatches: 3 }
  const batch = [x, Int32Array.of(3, 7), Int32Array.of(1, 2)] as const
  const nothing = {} as Algorithm & TrainingOutputs
  await callback.onTrainBatchEnd(state as TrainerState, nothing, nothing, batch, batchIdx)
  x.dispose()
}

const pixels = (dir: string, name: string) => [...decodeImage(readFileSync(join(dir, name)), name).data]

test("the last batch of an epoch stays, its bytes as torchvision's save_image rounds them", async () => {
  const dir = join(folder, 'grey')
  const callback = new SaveFirstBatchImages({ save_dir: dir })
  await show(callback, [0, 0, 0, 0], 0)
  expect(existsSync(dir)).toBe(false)
  await show(callback, [0.5, 1.2, -0.3, 0.2], 2)
  expect(readdirSync(dir).sort()).toEqual(['labels.txt', 'sample_0.png', 'sample_1.png', 'tasks.txt'])
  expect(pixels(dir, 'sample_0.png')).toEqual([128, 128, 128, 255, 255, 255, 255, 255])
  expect(pixels(dir, 'sample_1.png')).toEqual([0, 0, 0, 255, 51, 51, 51, 255])
  expect(readFileSync(join(dir, 'labels.txt'), 'utf8')).toBe('sample_0.png: 3\nsample_1.png: 7\n')
  expect(readFileSync(join(dir, 'tasks.txt'), 'utf8')).toBe('sample_0.png: 1\nsample_1.png: 2\n')
})

test('the batch with which training ends stays, whoever ended it, and no other one takes memory', async () => {
  const dir = join(folder, 'ended')
  const callback = new SaveFirstBatchImages({ save_dir: dir })
  const before = tf.memory().numTensors
  await show(callback, [0, 0, 0, 0], 0)
  await show(callback, [0.2, 0.2, 0.2, 0.2], 1)
  expect(tf.memory().numTensors).toBe(before + 1)
  expect(existsSync(dir)).toBe(false)
  await callback.onTrainEnd()
  expect(pixels(dir, 'sample_1.png')).toEqual([51, 51, 51, 255, 51, 51, 51, 255])
  expect(tf.memory().numTensors).toBe(before)
})

test('a callback that is listed later may end training', () => {
  const images = '+callbacks@callbacks.a=save_first_batch_images'
  // after the first batch, and long before the epoch is over
  const timer = ['+callbacks@callbacks.t=timer', '++callbacks.t.duration={milliseconds: 300}']
  const quick = ['train_tasks=2', 'eval_tasks=2', 'dataset.batch_size=1', 'hydra.run.dir=ended']
  const { code, stderr } = project.polyhead(...quick, images, ...timer)
  expect(code, stderr).toBe(0)
  expect(project.files('ended').filter((file) => file.endsWith('labels.txt'))).toHaveLength(1)
})

test('colours stay; names are as they are chosen, and tasks may be left out', async () => {
  const dir = join(folder, 'colour')
  const names = { img_prefix: 'i', labels_filename: 'y.txt', task_ids_filename: null }
  const callback = new SaveFirstBatchImages({ save_dir: dir, ...names })
  await show(callback, [1, 0, 0, 0, 1, 0, 0, 0, 1, 0.2, 0.4, 0.6], 2)
  expect(readdirSync(dir).sort()).toEqual(['i_0.png', 'i_1.png', 'y.txt'])
  expect(pixels(dir, 'i_0.png')).toEqual([255, 0, 0, 255, 0, 255, 0, 255])
  expect(pixels(dir, 'i_1.png')).toEqual([0, 0, 255, 255, 51, 102, 153, 255])
})

test('rows of numbers are refused before anything is written', () => {
  const callback = new SaveFirstBatchImages({ save_dir: folder })
  expect(callback.check([28, 28, 3], 'callbacks.images')).toEqual([])
  expect(callback.check([4], 'callbacks.images')).toMatchObject([
    { message: 'callbacks.images saves images of 1 or 3 channels, but samples are 4' },
  ])
})

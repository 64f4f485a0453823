import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PermutedFashionMNIST } from '../../../src/components/dataset/permuted-fashion-mnist.js'
import { datasetChecks } from '../../../src/testing/index.js'
import { Generator } from '../../../src/util/generator.js'
import { required } from '../../helpers/required.js'
import { testAll } from '../../helpers/test-all.js'
import { readVectors } from '../../parity/read-vectors.js'
import { collect } from './collect.js'

interface PipelineVector {
  kind: string
  config_yaml: string
  first_batches?: { epoch: number; i: number; y: number[]; task: number[] }[]
}

const installed = process.env.POLYHEAD_DATA !== undefined || existsSync('/usr/share/datasets/fashion-mnist')

/** Weights and biases of an MLP 784-256-256-64 with five heads of ten: the draws that come before the first epoch. */
const initialDraws = 784 * 256 + 256 + 256 * 256 + 256 + 256 * 64 + 64 + 5 * (64 * 10 + 10)

describe('PermutedFashionMNIST', () => {
  it('says what to do where the data are not there', async () => {
    const dataset = new PermutedFashionMNIST({ root: '/nowhere' })
    await expect(dataset.prepare()).rejects.toThrow(
      'Fashion-MNIST is not there: no train-images-idx3-ubyte (.gz or not) in /nowhere, /nowhere/FashionMNIST/raw',
    )
    const error = await dataset.prepare().catch((error) => error)
    expect(error.diagnostics[0].hint).toContain('polyhead data fetch fashion_mnist --root /nowhere')
  })

  describe.skipIf(!installed && !required('fashion'))(
    'with its data (Fashion-MNIST: POLYHEAD_DATA or Debian’s package)',
    () => {
      const vectors = readVectors<PipelineVector>('f_pipeline', (content) => content.kind === 'clarena_pipeline_run')

      it.each(vectors.filter(([, vector]) => vector.first_batches))(
        'gives the batches of %s from the seed alone',
        async (_, vector) => {
          const dataset = new PermutedFashionMNIST({
            batch_size: Number(/^ {2}batch_size: (\d+)/m.exec(vector.config_yaml)?.[1]),
          })
          const files = await dataset.prepare()
          expect(files.map((file) => file.rows)).toEqual([60_000, 60_000, 10_000, 10_000])
          const trainTasks = [1, 2, 3, 4, 5]
          await dataset.setup({ trainTasks, evalTasks: trainTasks })
          const generator = new Generator(Number(/^global_seed: (\d+)/m.exec(vector.config_yaml)?.[1]))
          generator.skip(initialDraws)
          const epochs = new Map<number, Awaited<ReturnType<typeof collect>>>()
          for (let epoch = 0; epoch <= 1; epoch++) {
            epochs.set(epoch, await collect(dataset.trainBatches(generator), 3))
            for (const taskId of trainTasks) await collect(dataset.valBatches(taskId, generator), 1)
          }
          for (const { epoch, i, y, task } of vector.first_batches ?? []) {
            expect(epochs.get(epoch)?.[i]).toMatchObject({ y, taskIds: task })
          }
        },
      )

      it('scales and normalises pixels as torch does', async () => {
        const dataset = new PermutedFashionMNIST({ num_tasks: 1 })
        await dataset.setup({ trainTasks: [1], evalTasks: [1] })
        const [batch] = await collect(dataset.testBatches(1, new Generator()), 1)
        const exact = (byte: number) => {
          return Math.fround(Math.fround(Math.fround(byte / 255) - Math.fround(0.286)) / Math.fround(0.353))
        }
        const possible = new Set(Array.from({ length: 256 }, (_, byte) => exact(byte)))
        expect(batch?.x.every((value) => possible.has(value))).toBe(true)
      })
    },
  )
})

describe.skipIf(!installed && !required('fashion'))('with Fashion-MNIST (POLYHEAD_DATA or Debian’s package)', () => {
  testAll(
    'PermutedFashionMNIST, as every data set',
    datasetChecks(() => new PermutedFashionMNIST({ num_tasks: 1 })),
  )
})

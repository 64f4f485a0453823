import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SplitFashionMNIST } from '../../../src/components/dataset/split-fashion-mnist.js'
import { datasetChecks } from '../../../src/testing/index.js'
import { Generator } from '../../../src/util/generator.js'
import { required } from '../../helpers/required.js'
import { testAll } from '../../helpers/test-all.js'
import { collect } from './collect.js'

const installed = process.env.POLYHEAD_DATA !== undefined || existsSync('/usr/share/datasets/fashion-mnist')

describe('SplitFashionMNIST', () => {
  it('declares five tasks of two classes, without data', () => {
    const dataset = new SplitFashionMNIST()
    expect([dataset.numTasks, dataset.numClasses(5), dataset.sampleShape]).toEqual([5, 2, [28, 28, 1]])
  })

  it.skipIf(!installed && !required('fashion'))(
    'splits the classes (Fashion-MNIST: POLYHEAD_DATA or Debian’s package)',
    async () => {
      const dataset = new SplitFashionMNIST({ batch_size: 1000 })
      await dataset.setup({ trainTasks: [2, 5], evalTasks: [5] })
      // 6,000 of each class, a tenth of which is for validation
      expect(dataset.trainBatches(new Generator(1)).length).toBe(Math.floor((2 * 10_800) / 1000))
      const test = await collect(dataset.testBatches(5, new Generator()))
      expect(test.map(({ y }) => y.filter((label) => label === 1).length).reduce((a, b) => a + b)).toBe(1000)
      expect(test.flatMap(({ y }) => y)).toHaveLength(2000)
    },
  )
})

describe.skipIf(!installed && !required('fashion'))('with Fashion-MNIST (POLYHEAD_DATA or Debian’s package)', () => {
  testAll(
    'SplitFashionMNIST, as every data set',
    datasetChecks(() => new SplitFashionMNIST({ num_tasks: 1 })),
  )
})

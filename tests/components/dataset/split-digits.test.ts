import { describe, expect, it } from 'vitest'
import { SplitDigits } from '../../../src/components/dataset/split-digits.js'
import { datasetChecks } from '../../../src/testing/index.js'
import { Generator } from '../../../src/util/generator.js'
import { testAll } from '../../helpers/test-all.js'
import { collect } from './collect.js'

describe('SplitDigits', () => {
  it('gives each task its two digits as classes 0 and 1', async () => {
    const dataset = new SplitDigits({ batch_size: 500 })
    await dataset.prepare()
    await dataset.setup({ trainTasks: [1, 2, 3, 4, 5], evalTasks: [1, 2, 3, 4, 5] })
    const sizes: number[] = []
    for (let task = 1; task <= 5; task++) {
      const [batch] = await collect(dataset.testBatches(task, new Generator()))
      expect(new Set(batch?.y)).toEqual(new Set([0, 1]))
      sizes.push(batch?.y.length as number)
    }
    // 360, 360, 363, 360 and 354 rows, of which a fifth each (rounded down) is for the test
    expect(sizes).toEqual([72, 72, 72, 72, 70])
  })

  it('takes classes in the order given', async () => {
    const params = { num_tasks: 1, batch_size: 72, class_split: { 1: [1, 0] } }
    const [straight, turned] = [new SplitDigits({ ...params, class_split: { 1: [0, 1] } }), new SplitDigits(params)]
    for (const dataset of [straight, turned]) await dataset.setup({ trainTasks: [1], evalTasks: [1] })
    const [a] = await collect(straight.testBatches(1, new Generator()))
    const [b] = await collect(turned.testBatches(1, new Generator()))
    expect(b?.x).toEqual(a?.x)
    expect(b?.y).toEqual(a?.y.map((label) => 1 - label))
  })

  it('says that the data set has no such class', async () => {
    const dataset = new SplitDigits({ num_tasks: 1, class_split: { 1: [0, 10] } })
    await expect(dataset.prepare()).rejects.toThrow(
      'dataset.class_split gives task 1 class 10, but optdigits has classes 0 to 9',
    )
  })
})

testAll(
  'SplitDigits, as every data set',
  datasetChecks(() => new SplitDigits({ num_tasks: 2 })),
)

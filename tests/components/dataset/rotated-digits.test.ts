import { expect, it } from 'vitest'
import { PermutedDigits } from '../../../src/components/dataset/permuted-digits.js'
import { RotatedDigits } from '../../../src/components/dataset/rotated-digits.js'
import { rotationTable } from '../../../src/components/dataset/rotation.js'
import { datasetChecks } from '../../../src/testing/index.js'
import { Generator } from '../../../src/util/generator.js'
import { testAll } from '../../helpers/test-all.js'
import { collect } from './collect.js'

const tasks = { trainTasks: [1, 2], evalTasks: [1, 2] }

async function firstTest(params: ConstructorParameters<typeof RotatedDigits>[0], taskId: number) {
  const dataset = new RotatedDigits({ mean: null, std: null, ...params })
  await dataset.prepare()
  await dataset.setup(tasks)
  return (await collect(dataset.testBatches(taskId, new Generator()), 1))[0]?.x.slice(0, 64) as number[]
}

it('leaves task 1 upright, and turns task t by (t − 1) · 180 / num_tasks', async () => {
  const upright = await firstTest({}, 1)
  const order = rotationTable(8, 8, 36)
  const turned = [...order].map((from) => (from < 0 ? 0 : upright[from]))
  expect(await firstTest({}, 2)).toEqual(turned)
  expect(new Set(upright).size).toBeGreaterThan(3)
})

it('takes angles by task or in order', async () => {
  const degrees = await firstTest({ num_tasks: 2, rotation_degrees: [0, 90] }, 2)
  expect(await firstTest({ num_tasks: 2, rotation_degrees: { 1: 0, 2: 90 } }, 2)).toEqual(degrees)
  const upright = await firstTest({}, 1)
  expect(degrees).toEqual([...rotationTable(8, 8, 90)].map((from) => upright[from]))
})

it('sees the same rows as other tasks of the digits', async () => {
  const [rotated, permuted] = [new RotatedDigits({ num_tasks: 2 }), new PermutedDigits({ num_tasks: 2 })]
  for (const dataset of [rotated, permuted]) await dataset.setup(tasks)
  const labels = async (dataset: typeof rotated | typeof permuted) => {
    return (await collect(dataset.valBatches(1, new Generator()))).map(({ y }) => y)
  }
  expect(await labels(rotated)).toEqual(await labels(permuted))
})

testAll(
  'RotatedDigits, as every data set',
  datasetChecks(() => new RotatedDigits({ num_tasks: 2 })),
)

import assert from 'node:assert/strict'
import type { ArrayBatch, BatchStream, MTLDataset } from '../training/dataset.js'
import { Generator } from '../util/generator.js'
import type { Check } from './check.js'

/**
 * What every data set must hold, whatever its tasks: batches of the shapes and classes that it declares, drawn from the
 * run's generator alone, from any batch on; evaluations in the same order each time, of one task each.
 * @param make a new data set; it is prepared and set up by each check.
 */
export function datasetChecks(make: () => MTLDataset): Check[] {
  const opened = async (tasks?: readonly number[]) => {
    const dataset = make()
    await dataset.prepare()
    const all = tasks ?? range(dataset.numTasks)
    await dataset.setup({ trainTasks: all, evalTasks: all })
    return dataset
  }
  return [
    {
      name: 'declares tasks, classes and shapes, and says which files it opened',
      async run() {
        const dataset = make()
        const { numTasks, sampleShape, batchSize } = dataset
        assert.ok(isCount(numTasks), `numTasks is ${numTasks}`)
        assert.ok(isCount(batchSize), `batchSize is ${batchSize}`)
        const isShape = [1, 3].includes(sampleShape.length) && sampleShape.every(isCount)
        assert.ok(isShape, `sampleShape is [${sampleShape}], not [features] or [height, width, channels]`)
        for (const task of range(numTasks)) {
          assert.ok(isCount(dataset.numClasses(task)), `numClasses(${task}) is ${dataset.numClasses(task)}`)
        }
        for (const { name, sha256, rows } of await dataset.prepare()) {
          assert.match(sha256, /^[\da-f]{64}$/, `sha256 of '${name}'`)
          assert.ok(Number.isInteger(rows) && rows >= 0, `rows of '${name}': ${rows}`)
        }
      },
    },
    {
      name: 'has as many batches as it says, of samples and classes as it declares, and of every task',
      async run() {
        const dataset = await opened()
        const tasks = range(dataset.numTasks)
        assert.deepEqual([dataset.trainTasks, dataset.evalTasks], [tasks, tasks], 'trainTasks and evalTasks')
        const seen = await verified(dataset, dataset.trainBatches(new Generator(1)), tasks, 'training')
        assert.deepEqual([...seen].sort(ascending), tasks, 'tasks in an epoch')
        for (const task of tasks) {
          await verified(dataset, dataset.valBatches(task, new Generator(1)), [task], `validation of task ${task}`)
          const tested = await verified(dataset, dataset.testBatches(task, new Generator(1)), [task], `test of ${task}`)
          assert.deepEqual([...tested], [task], `task ${task} has test rows`)
        }
      },
    },
    {
      name: 'draws the order of training rows from the generator that it is given, and nothing else',
      async run() {
        const dataset = await opened()
        const [one, same, other] = [new Generator(1), new Generator(1), new Generator(2)]
        const epoch = await copies(dataset.trainBatches(one))
        assert.deepEqual(await copies(dataset.trainBatches(same)), epoch, 'batches from the same seed')
        assert.deepEqual(same.getState(), one.getState(), 'the generator, after the same draws')
        assert.deepEqual(await copies((await opened()).trainBatches(new Generator(1))), epoch, 'of a new data set')
        assert.notDeepEqual(await copies(dataset.trainBatches(other)), epoch, 'batches from another seed')
        assert.notDeepEqual(await copies(dataset.trainBatches(one)), epoch, 'batches of the next epoch')
      },
    },
    {
      name: 'goes on from the middle of an epoch with the batches that were left',
      async run() {
        const dataset = await opened()
        const whole = new Generator(1)
        const epoch = await copies(dataset.trainBatches(whole))
        for (const start of new Set([0, 1, epoch.length >> 1, epoch.length - 1, epoch.length])) {
          const generator = new Generator(1)
          const stream = dataset.trainBatches(generator, start)
          assert.equal(stream.length, epoch.length, 'length counts all batches of the epoch')
          assert.deepEqual(await copies(stream), epoch.slice(start), `from batch ${start} on`)
          assert.deepEqual(generator.getState(), whole.getState(), 'the generator, after the same draws')
        }
      },
    },
    {
      name: 'evaluates the same rows in the same order, whatever the generator',
      async run() {
        const dataset = await opened()
        for (const task of range(dataset.numTasks)) {
          for (const stage of ['valBatches', 'testBatches'] as const) {
            const first = await copies(dataset[stage](task, new Generator(1)))
            assert.deepEqual(await copies(dataset[stage](task, new Generator(2))), first, `${stage}(${task})`)
          }
        }
      },
    },
    {
      name: 'trains on the tasks that it is told, and no others',
      async run() {
        const task = make().numTasks
        const dataset = await opened([task])
        const seen = await verified(dataset, dataset.trainBatches(new Generator(1)), [task], 'training')
        assert.deepEqual([...seen], [task], 'tasks in an epoch')
      },
    },
  ]
}

/** Checks each batch of a stream. @returns the tasks in it */
async function verified(
  dataset: MTLDataset,
  stream: BatchStream,
  tasks: readonly number[],
  where: string,
): Promise<Set<number>> {
  const values = dataset.sampleShape.reduce((product, side) => product * side, 1)
  const seen = new Set<number>()
  let batches = 0
  for await (const { x, y, taskIds, size, pairs = size, targets } of stream) {
    batches++
    assert.ok(isCount(size) && size <= dataset.batchSize, `${where}: a batch of ${size} rows`)
    assert.deepEqual(
      [x.length, y.length, taskIds.length],
      [size * values, pairs, pairs],
      `${where}: lengths of x, y, ids`,
    )
    assert.ok(x.every(Number.isFinite), `${where}: a value that is not finite`)
    assert.ok(pairs % size === 0, `${where}: ${pairs} pairs of ${size} rows`)
    assert.ok((targets?.length ?? 0) % pairs === 0, `${where}: targets of ${pairs} pairs`)
    for (const [row, task] of taskIds.entries()) {
      const label = y[row] as number
      assert.ok(tasks.includes(task), `${where}: a row of task ${task}`)
      assert.ok(label >= 0 && label < dataset.numClasses(task), `${where}: label ${label} of task ${task}`)
      seen.add(task)
    }
  }
  assert.equal(batches, stream.length, `${where}: batches, beside the stream's length`)
  return seen
}

/** Arrays of a stream may be reused: each batch is copied. */
async function copies(stream: BatchStream): Promise<ArrayBatch[]> {
  const batches: ArrayBatch[] = []
  for await (const { x, y, taskIds, targets, ...sizes } of stream) {
    const own = targets && { targets: targets.slice() }
    batches.push({ x: x.slice(), y: y.slice(), taskIds: taskIds.slice(), ...own, ...sizes })
  }
  return batches
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1)
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value > 0
}

function ascending(a: number, b: number): number {
  return a - b
}

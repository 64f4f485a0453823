import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { MLP } from '../../src/components/backbone/mlp.js'
import { PermutedDigits } from '../../src/components/dataset/permuted-digits.js'
import { JSONLinesLogger } from '../../src/components/loggers/json-lines-logger.js'
import { StepLR } from '../../src/components/lr_scheduler/step-lr.js'
import { SGD } from '../../src/components/optimizer/sgd.js'
import type { BackboneOutput, ForwardOptions } from '../../src/nn/module.js'
import type { Gradient } from '../../src/nn/parameter.js'
import {
  backboneChecks,
  type Check,
  datasetChecks,
  loggerChecks,
  optimizerChecks,
  schedulerChecks,
} from '../../src/testing/index.js'
import type { BatchStream } from '../../src/training/dataset.js'
import { Generator } from '../../src/util/generator.js'

/** Names of the checks that a component fails. */
async function failures(checks: readonly Check[]): Promise<string[]> {
  const failed: string[] = []
  for (const { name, run } of checks) await run().catch(() => failed.push(name))
  return failed
}

test('an optimizer that updates absent heads, or leaks, is found out', async () => {
  class Forward extends SGD {
    override step(gradients: readonly Gradient[]): void {
      super.step(gradients.map(({ parameter, value }) => ({ parameter, value })))
    }
  }
  const found = await failures(optimizerChecks(() => new Forward({ momentum: 0.9 })))
  expect(found).toEqual(['a head that is absent from a batch is as if the step had not been'])

  class Leaking extends SGD {
    override step(gradients: readonly Gradient[]): void {
      super.step(gradients)
      tf.scalar(1)
    }
  }
  expect(await failures(optimizerChecks(() => new Leaking()))).toEqual([
    'the number of tensors stays the same from step to step, and none is left behind',
  ])
})

test('an optimizer that forgets its state, stands still or climbs, is found out', async () => {
  class Forgetful extends SGD {
    override async stateDict() {
      return new Map()
    }
  }
  expect(await failures(optimizerChecks(() => new Forgetful({ momentum: 0.9 })))).toEqual([
    'going on from a saved state gives the same weights, bit for bit',
  ])
  expect(await failures(optimizerChecks(() => new SGD({ lr: 0 })))).toEqual(['goes downhill'])
  expect(await failures(optimizerChecks(() => new SGD({ maximize: true })))).toEqual(['goes downhill'])
  expect(await failures(optimizerChecks(() => new SGD(), { maximize: true }))).toEqual([
    'climbing is descending along the negated gradient',
  ])
})

test('a scheduler that keeps something to itself, or mixes up groups, is found out', async () => {
  class Secretive extends StepLR {
    #count = 0
    override step(): void {
      this.#count++
      super.step()
      for (const group of this.groups) group.lr *= this.#count % 3 === 0 ? 0.5 : 1
    }
  }
  expect(await failures(schedulerChecks(() => new Secretive({ step_size: 3 })))).toEqual([
    'goes on from its saved state, which is JSON, at any step',
  ])
  class Mixing extends StepLR {
    override step(): void {
      super.step()
      const smallest = Math.min(...this.groups.map(({ lr }) => lr))
      for (const group of this.groups) group.lr = smallest
    }
  }
  expect(await failures(schedulerChecks(() => new Mixing({ step_size: 3 })))).toEqual([
    'a group’s learning rates do not depend on the other groups',
  ])
})

test('a backbone that draws elsewhere, looks at other rows, or has idle layers, is found out', async () => {
  const options = { input_dim: 6, hidden_dims: [4], output_dim: 3 }
  const check = (make: Parameters<typeof backboneChecks>[0]) =>
    backboneChecks(make, { sampleShape: [options.input_dim] })
  expect(
    await failures(check(() => new MLP({ ...options, generator: new Generator(Math.random() * 2 ** 32) }))),
  ).toEqual(expect.arrayContaining(['draws its weights from the generator that it is given, and nothing else']))
  class Looking extends MLP {
    override forward(x: tf.Tensor, { stage }: ForwardOptions): BackboneOutput {
      const { feature, activations } = super.forward(x, { stage })
      return { feature: tf.sub(feature, tf.mean(feature, 0, true)), activations }
    }
  }
  expect(await failures(check((given) => new Looking({ ...options, ...given })))).toEqual([
    'its evaluation sees each row alone',
  ])
  class Idle extends MLP {
    override forward(x: tf.Tensor): BackboneOutput {
      const feature = tf.slice(x, [0, 0], [x.shape[0] as number, 3]) as tf.Tensor2D
      super.forward(x, { stage: 'test' })
      return { feature: tf.mul(feature, this.parameters()[3]?.variable as tf.Variable), activations: new Map() }
    }
  }
  expect(await failures(check((given) => new Idle({ ...options, ...given })))).toEqual([
    'has a gradient for every parameter, and keeps no tensor beyond a step',
  ])
})

test('a data set that cannot begin in the middle of an epoch, or declares too few classes, is found out', async () => {
  class Restarting extends PermutedDigits {
    override trainBatches(generator: Generator): BatchStream {
      return super.trainBatches(generator)
    }
  }
  expect(await failures(datasetChecks(() => new Restarting({ num_tasks: 1 })))).toEqual([
    'goes on from the middle of an epoch with the batches that were left',
  ])
  class Modest extends PermutedDigits {
    override async prepare() {
      return []
    }
    override numClasses(): number {
      return 3
    }
  }
  expect(await failures(datasetChecks(() => new Modest({ num_tasks: 1 })))).toEqual([
    'has as many batches as it says, of samples and classes as it declares, and of every task',
    'trains on the tasks that it is told, and no others',
  ])
})

test('a logger that does not flush, or does not take back what a killed run logged, is found out', async () => {
  class Lazy extends JSONLinesLogger {
    override finalize(): void {}
  }
  expect(await failures(loggerChecks((folder) => new Lazy({ save_dir: folder })))).toContain(
    'writes the same for the same rows, and something else for more',
  )
  class Growing {
    constructor(readonly folder: string) {}
    logMetrics(metrics: object, at: object): void {
      appendFileSync(join(this.folder, 'log'), `${JSON.stringify([metrics, at])}\n`)
    }
    stateDict() {
      return {}
    }
    loadStateDict(): void {}
  }
  expect(await failures(loggerChecks((folder) => new Growing(folder)))).toEqual([
    'ends as if its run had never stopped, wherever that was, by a state that is JSON',
    'takes everything back where its run begins anew',
  ])
})

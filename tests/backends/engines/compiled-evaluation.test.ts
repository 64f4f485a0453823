import { beforeAll, expect, test } from 'vitest'
import { JointLearning } from '../../../src/components/algorithm/joint-learning.js'
import { MLP } from '../../../src/components/backbone/mlp.js'
import { HeadsMTL } from '../../../src/components/heads/heads-mtl.js'
import { Trainer } from '../../../src/components/trainer/trainer.js'
import { SGD } from '../../../src/index.js'
import type { Batch, EvaluationOutputs } from '../../../src/training/algorithm.js'
import { Generator } from '../../../src/util/generator.js'
import { silentLog } from '../../../src/util/log.js'
import { startBackend } from '../../helpers/backend.js'
import { classes, MixedRows } from './mixed-rows.js'

beforeAll(async () => {
  await startBackend()
})

const EPOCHS = 4
/** Of three tasks, each with two sizes of batches. */
const KINDS = 6

class Counting extends JointLearning {
  calls = 0

  override validationStep(batch: Batch, batchIdx: number, index?: number): EvaluationOutputs {
    this.calls++
    return super.validationStep(batch, batchIdx, index)
  }
}

class Looking extends Counting {
  override validationStep(batch: Batch, batchIdx: number, index?: number): EvaluationOutputs {
    const outputs = super.validationStep(batch, batchIdx, index)
    outputs.loss_cls.dataSync()
    return outputs
  }
}

async function validated(Algorithm: typeof Counting, compile: boolean) {
  const generator = new Generator(3)
  const backbone = new MLP({ input_dim: 6, hidden_dims: [7], output_dim: 5, batch_normalization: true, generator })
  const algorithm = new Algorithm({ backbone, heads: new HeadsMTL({ input_dim: 5, generator }) })
  algorithm.setupTasks({ taskIds: [1, 2, 3], numClasses: classes, optimizer: new SGD({ lr: 0.1 }) })
  const said: string[] = []
  const log = { ...silentLog, info: (text: string) => void said.push(text) }
  const context = { signal: new AbortController().signal, report: () => 'continue' as const, log }
  const losses: number[] = []
  const metric = { onValidationBatch: ({ loss_cls }: { loss_cls: number }) => void losses.push(loss_cls) }
  const options = { max_epochs: EPOCHS, num_sanity_val_steps: 0, generator, compile, context, metrics: { metric } }
  await new Trainer(options as never).fit(algorithm, new MixedRows([6]))
  algorithm.dispose()
  return { calls: algorithm.calls, losses, said: said.filter((text) => text.startsWith('evaluation')) }
}

function expectClose(values: readonly number[], expected: readonly number[]): void {
  expect(values).toHaveLength(expected.length)
  for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i] as number, 5)
}

test('batches of an evaluation are recorded twice, and replayed from then on, with the newest weights', async () => {
  const [compiled, plain] = [await validated(Counting, true), await validated(Counting, false)]
  expect(plain.calls).toBe(EPOCHS * KINDS)
  expect(compiled.calls).toBe(2 * KINDS)
  expectClose(compiled.losses, plain.losses)
  expect(compiled.said).toEqual([])
})

test('an evaluation step that reads a tensor runs operation by operation, and that is said once', async () => {
  const [compiled, plain] = [await validated(Looking, true), await validated(Looking, false)]
  expect(compiled.calls).toBe(EPOCHS * KINDS)
  expectClose(compiled.losses, plain.losses)
  expect(compiled.said).toEqual(['evaluation runs operation by operation: the step reads a tensor'])
})

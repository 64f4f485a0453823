import { schemaText } from './schema.mjs'

/** An algorithm: the mean over the rows of a batch, until its own loss is written. */
export function algorithm({ kebab, snake, pascal }) {
  return {
    files: {
      [`configs/algorithm/${snake}.yaml`]: `# ${pascal}: the mean loss of a batch's rows.
_target_: polyhead.algorithms.${pascal}
`,
      [`schemas/algorithm/${snake}.schema.json`]: schemaText(
        `algorithm/${snake}`,
        pascal,
        "The mean loss of a batch's rows.",
        {},
      ),
      [`src/components/algorithm/${kebab}.ts`]: `import type { Batch, TrainingOutputs } from '../../training/algorithm.js'
import { labelValues } from '../../training/step-tensors.js'
import { MTLAlgorithm } from './mtl-algorithm.js'

/** All tasks at once: every row of a batch weighs the same. */
export class ${pascal} extends MTLAlgorithm {
  trainingStep([x, y, taskIds]: Batch): TrainingOutputs {
    const ids = labelValues(taskIds)
    const { logits, activations } = this.forward(x, { stage: 'train', taskIds: ids })
    const weights = new Float32Array(ids.length).fill(1 / ids.length)
    const measured = this.measure(logits, y, { taskIds: ids, weights })
    return { ...measured, loss: measured.loss_cls, activations }
  }
}
`,
      [`tests/components/algorithm/${kebab}.test.ts`]: `import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { startWasm } from '../../../src/backends/start-wasm.js'
import { ${pascal} } from '../../../src/components/algorithm/${kebab}.js'
import { MLP } from '../../../src/components/backbone/mlp.js'
import { HeadsMTL } from '../../../src/components/heads/heads-mtl.js'
import { SGD } from '../../../src/components/optimizer/sgd.js'
import { Generator } from '../../../src/util/generator.js'

beforeAll(startWasm)

test('a step against the gradient lowers the loss', async () => {
  const generator = new Generator(1)
  const backbone = new MLP({ input_dim: 4, hidden_dims: [8], output_dim: 6, generator })
  const algorithm = new ${pascal}({ backbone, heads: new HeadsMTL({ input_dim: 6, generator }) })
  const numClasses = new Map([
    [1, 2],
    [2, 3],
  ])
  algorithm.setupTasks({ taskIds: [1, 2], numClasses, optimizer: new SGD({ lr: 0.1 }) })
  const x = tf.tensor2d(generator.uniform(24), [6, 4])
  const step = () => algorithm.gradients([x, Int32Array.of(0, 1, 0, 2, 1, 0), Int32Array.of(1, 1, 1, 2, 2, 2)])
  const before = await step()
  algorithm.optimizer.step(before.gradients)
  const [first, second] = [before, await step()].map(({ outputs }) => outputs.loss.dataSync()[0] as number)
  expect(second).toBeLessThan(first as number)
})
`,
    },
    edits: [
      [
        'src/components/algorithm/manifests.ts',
        ']\n',
        `  {
    target: 'polyhead.algorithms.${pascal}',
    aliases: [],
    group: 'algorithm',
    option: '${snake}',
    schema: 'algorithm/${snake}',
    load: () => import('./${kebab}.js').then((m) => m.${pascal}),
  },
`,
      ],
    ],
  }
}

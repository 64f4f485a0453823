import { schemaText } from './schema.mjs'

/** An optimizer: gradient descent, until its formula is written. */
export function optimizer({ kebab, pascal }) {
  const option = pascal.toLowerCase()
  const properties = {
    lr: { type: 'number', minimum: 0, default: 0.001, description: 'Learning rate.', examples: [0.001] },
    weight_decay: { type: 'number', minimum: 0, default: 0, description: 'L2 penalty.', examples: [0.0001] },
    maximize: { type: 'boolean', default: false, description: 'Climb the objective instead of descending.' },
  }
  return {
    files: {
      [`configs/optimizer/${option}.yaml`]: `# ${pascal}: gradient descent.
_target_: polyhead.optimizers.${pascal}
lr: 0.001
weight_decay: 0
maximize: false
`,
      [`schemas/optimizer/${option}.schema.json`]: schemaText(
        `optimizer/${option}`,
        pascal,
        'Gradient descent.',
        properties,
      ),
      [`src/components/optimizer/${kebab}.ts`]: `import * as tf from '@tensorflow/tfjs-core'
import type { OptimizerParams } from '../../nn/optimizer-options.js'
import { type ParameterUpdate, scale } from '../../nn/parameter-update.js'
import { BuiltinOptimizer } from './builtin-optimizer.js'
import { directedGradient } from './directed-gradient.js'

/** Keys of \`${pascal}\`, with their defaults. */
export interface ${pascal}Options {
  /** 0.001 */
  lr: number
  /** L2 penalty: 0. */
  weight_decay: number
  /** Climbs instead of descending: false. */
  maximize: boolean
}

const defaults: ${pascal}Options = { lr: 0.001, weight_decay: 0, maximize: false }

/** Gradient descent. */
export class ${pascal} extends BuiltinOptimizer<${pascal}Options> {
  /** @throws ConfigError where a value is out of range. */
  constructor(params: OptimizerParams<${pascal}Options> = {}) {
    super('${pascal}', params, defaults)
  }

  protected override update(update: ParameterUpdate, options: Readonly<${pascal}Options>): void {
    update.countStep()
    const rate = update.coefficient(() => options.lr, 0)
    const { variable } = update
    variable.assign(tf.sub(variable, scale(directedGradient(update, options), rate)))
  }
}
`,
      [`tests/components/optimizer/${option}.test.ts`]: `import { describe, expect, test } from 'vitest'
import { ${pascal} } from '../../../src/components/optimizer/${kebab}.js'
import { testContract, trajectory, useWasm } from './contract.js'

useWasm()

describe('${pascal}', () => {
  test('descends', () => {
    const [first] = trajectory(new ${pascal}({ lr: 0.1 }), 0, [3])
    expect(first).toBeCloseTo(-0.3, 6)
  })

  testContract((options) => new ${pascal}(options), [{}, { weight_decay: 0.1 }])
})
`,
    },
    edits: [
      [
        'src/components/optimizer/manifests.ts',
        ']\n',
        `  { ...optimizer('${pascal}', () => import('./${kebab}.js').then((m) => m.${pascal})), aliases: [] },\n`,
      ],
    ],
  }
}

import { schemaText } from './schema.mjs'

/** A backend: WebAssembly by another name, until it starts something of its own. */
export function backend({ kebab, pascal }) {
  const option = pascal.toLowerCase()
  const threads = {
    type: ['integer', 'null'],
    minimum: 1,
    default: null,
    description: "Threads that compute, at most. Null: the backend's own choice.",
    examples: [1, 2],
  }
  return {
    files: {
      [`configs/backend/${option}.yaml`]: `# ${pascal}: WebAssembly by another name.
_target_: polyhead.backends.${pascal}
threads: null
`,
      [`schemas/backend/${option}.schema.json`]: schemaText(
        `backend/${option}`,
        pascal,
        'Computes with WebAssembly, by another name.',
        { threads },
      ),
      [`src/components/backend/${kebab}.ts`]: `import type { Backend, BackendInfo } from '../../backends/backend.js'
import type { BackendParams } from './backend-params.js'

/** WebAssembly by another name. */
export class ${pascal} implements Backend {
  constructor(readonly params: BackendParams = {}) {}

  /** @throws ConfigError where it does not start. */
  async start(): Promise<BackendInfo> {
    const { startWasm } = await import('../../backends/start-wasm.js')
    return { ...(await startWasm()), name: '${option}', target: 'polyhead.backends.${pascal}' }
  }
}
`,
      [`tests/components/backend/${option}.test.ts`]: `import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { ${pascal} } from '../../../src/components/backend/${kebab}.js'

test('starts, tells what it is, and computes', async () => {
  expect(await new ${pascal}().start()).toMatchObject({ name: '${option}', target: 'polyhead.backends.${pascal}' })
  expect(tf.matMul([[1, 2]], [[3], [4]]).dataSync()).toEqual(Float32Array.of(11))
})
`,
    },
    edits: [
      [
        'src/components/backend/manifests.ts',
        ']\n',
        `  backend('${pascal}', () => import('./${kebab}.js').then((m) => m.${pascal})),\n`,
      ],
    ],
  }
}

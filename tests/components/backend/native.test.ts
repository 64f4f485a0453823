import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { nativeProblem } from '../../../src/backends/find-native.js'
import { Native } from '../../../src/components/backend/native.js'
import { withVariables } from '../../../src/run/with-variables.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import { processorHas } from '../../../src/util/processor.js'
import { Project } from '../../helpers/project.js'

const problem = nativeProblem()

test.runIf(problem)('where the package is missing or broken, the error says what to do', async () => {
  const error = await new Native().start().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ConfigError)
  expect((error as ConfigError).diagnostics[0]).toMatchObject({
    path: 'backend',
    message: `backend=native: ${problem}`,
    hint: expect.stringMatching(/'(polyhead doctor --install native|npm install @tensorflow\/tfjs-node-gpu)'/),
  })
})

test.skipIf(problem)('the threads and oneDNN that a process has begun with stay', async () => {
  const started = await new Native({ threads: null }).start()
  expect(started.threads).toBeNull()
  await expect(new Native({ threads: 1 }).start()).rejects.toThrow('cannot change to 1')
  for (const name of ['TF_ENABLE_ONEDNN_OPTS', 'TF_ONEDNN_THREADPOOL_USE_CALLER_THREAD', 'TF_NUM_INTRAOP_THREADS']) {
    const other = () => new Native({ threads: null }).start()
    await expect(withVariables({ [name]: '7' }, other)).rejects.toThrow(`${name}=`)
    expect(await other()).toMatchObject({ oneDNN: started.oneDNN })
  }
})

test.skipIf(problem)('a card that is asked for and not there is an error that says what to do', async () => {
  const started = await new Native().start()
  const { gpu } = started
  // what is set for cards is nothing to a run without one, which goes on whatever is installed by then
  expect('NVIDIA_TF32_OVERRIDE' in started).toBe(gpu)
  const asked = new Native({ gpu: true }).start()
  if (gpu) return await expect(asked).resolves.toMatchObject({ gpu: true })
  await expect(asked).rejects.toMatchObject({
    diagnostics: [{ path: 'backend.gpu', hint: expect.stringMatching(/install native --gpu|TF_CPP_MIN_LOG_LEVEL=0/) }],
  })
})

test.skipIf(problem)('whoever has a part of an operation done computes one', async () => {
  await new Native({ threads: null }).start()
  expect(process.env.TF_ONEDNN_THREADPOOL_USE_CALLER_THREAD).toBe('1')
})

const hasOwnOperations = processorHas('avx2', 'fma') && !processorHas('avx512f')

test.skipIf(problem || !hasOwnOperations)('products and updates have the same bits on one thread and on two', () => {
  const project = new Project()
  try {
    const [one, two] = [1, 2].map((threads) => {
      const run = ['experiment=permuted_digits', 'backbone.hidden_dims=[300]', 'optimizer=adam', 'optimizer.lr=0.002']
      const few = ['trainer.max_epochs=1', 'trainer.limit_train_batches=20', `hydra.run.dir=${threads}`]
      const { code, stderr } = project.polyhead(
        ...run,
        'backend=native',
        `backend.threads=${threads}`,
        ...few,
        '--quiet',
      )
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      const { backend } = JSON.parse(project.read(`${threads}/run.json`))
      expect(backend).toMatchObject({ threads, POLYHEAD_OWN_OPERATIONS: '1', compiled: true })
      return project.read(`${threads}/metrics.jsonl`)
    })
    expect(one).toBe(two)
  } finally {
    project.remove()
  }
})

test.skipIf(problem)('the gradient by a filter is zero where there is nothing that it could come from', async () => {
  await new Native({ threads: null }).start()
  for (const [shape, slopes] of [
    [
      [2, 2, 2, 3],
      [2, 0, 0, 4],
    ],
    [
      [0, 5, 5, 3],
      [0, 3, 3, 4],
    ],
  ] as const) {
    const given = { x: tf.zeros([...shape]), dy: tf.zeros([...slopes]) }
    const how = { strides: 1, pad: 'valid', dataFormat: 'NHWC', filterShape: [3, 3, 3, 4] }
    const found = tf.engine().runKernel('Conv2DBackpropFilter', given, how) as tf.Tensor
    expect(new Set(await found.data())).toEqual(new Set([0]))
  }
})

import * as tf from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { startKernelTimer } from '../../src/backends/kernel-timer.js'

test("a kernel's own time is without that of the kernels that it called", () => {
  const backendName = 'kernels that call kernels'
  const wait = (ms: number) => {
    for (const start = performance.now(); performance.now() - start < ms; );
  }
  const call = (name: string) => tf.getKernel(name, backendName)?.kernelFunc({ inputs: {}, backend: {} }) ?? []
  const kernel = (kernelName: string, kernelFunc: () => tf.TensorInfo[]) => {
    tf.registerKernel({ kernelName, backendName, kernelFunc })
  }
  kernel('inner', () => {
    wait(4)
    return []
  })
  kernel('middle', () => {
    call('inner')
    return []
  })
  kernel('outer', () => {
    call('middle')
    wait(2)
    call('inner')
    return []
  })
  const timer = startKernelTimer(backendName)
  call('outer')
  call('inner')
  const operations = timer.stop()
  for (const { kernelName } of tf.getKernelsForBackend(backendName)) tf.unregisterKernel(kernelName, backendName)
  expect(operations.map(({ name }) => name)).toEqual(['inner', 'middle', 'inner', 'outer', 'inner'])
  const [first, middle, second, outer, last] = operations.map(({ ms }) => ms) as [
    number,
    number,
    number,
    number,
    number,
  ]
  const expected = [first, middle - first, second, outer - middle - second, last]
  for (const [i, { self }] of operations.entries()) expect(self).toBeCloseTo(expected[i] as number, 6)
})

import * as tf from '@tensorflow/tfjs-core'
import type { OperationTimer, TimedOperation } from '../compile/operation-times.js'

/** Times the kernels of a backend whose kernels are done when they return. */
export function startKernelTimer(backend: string): OperationTimer {
  const operations: TimedOperation[] = []
  // what kernels that the current one called took
  let called = 0
  const kernels = tf.getKernelsForBackend(backend)
  for (const config of kernels) {
    replace({
      ...config,
      kernelFunc: (params) => {
        const before = called
        called = 0
        const start = performance.now()
        let ms = 0
        let self = 0
        try {
          const outputs = config.kernelFunc(params)
          ms = performance.now() - start
          self = ms - called
          const taken = Object.values(params.inputs).flatMap((one) => one ?? [])
          const given = Array.isArray(outputs) ? outputs : [outputs]
          operations.push({ name: config.kernelName, start, ms, self, shapes: shapesText(taken, given) })
          return outputs
        } finally {
          called = before + ms
        }
      },
    })
  }
  return {
    stop: () => {
      for (const config of kernels) replace(config)
      return operations
    },
  }
}

/** Only the function differs: no setup has to run again. */
function replace(config: tf.KernelConfig): void {
  const { kernelName, backendName, kernelFunc } = config
  const { setupFunc, disposeFunc } = config
  tf.unregisterKernel(kernelName, backendName)
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc,
    ...(setupFunc && { setupFunc }),
    ...(disposeFunc && { disposeFunc }),
  })
}

function shapesText(taken: readonly tf.TensorInfo[], given: readonly tf.TensorInfo[]): string {
  const text = (tensors: readonly tf.TensorInfo[]) => tensors.map(({ shape }) => `[${shape}]`).join(' ')
  return `${text(taken)} → ${text(given)}`
}

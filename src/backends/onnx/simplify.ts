import { stepOfPositive } from './elementwise.js'
import type { Call, Ref } from './kernel.js'

/**
 * Lets the gradient of a ReLU read the output of the ReLU, which is positive where its input is. Then nothing else
 * needs the input, and the ReLU can be joined with the operation before it.
 */
export function lookBehindRelu(calls: readonly Call[]): readonly Call[] {
  const given = new Map<number, Ref>()
  return calls.map((call) => {
    const x = call.inputs.x as Ref
    if (call.name === 'Relu' && x.result !== undefined && x.dtype === 'float32') {
      given.set(x.result, { ...x, result: call.first })
    }
    const behind = call.name === 'Step' && Number(call.attrs.alpha ?? 0) === 0 ? given.get(x.result ?? -1) : undefined
    return behind
      ? { ...call, name: 'StepOfPositive', kernel: stepOfPositive, inputs: { x: { ...behind, shape: x.shape } } }
      : call
  })
}

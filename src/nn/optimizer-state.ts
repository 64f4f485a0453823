import * as tf from '@tensorflow/tfjs-core'
import type { StateDict, TensorData } from './parameter.js'
import type { ParameterState } from './parameter-update.js'
import { fromTorch, type TorchPart, torchParts, toTorch } from './torch-layout.js'

/**
 * State tensors under `<torch parameter name>.<state name>`, step counts and other numbers as scalars beside them.
 * A parameter that was never updated has none, as in torch.
 */
export async function exportOptimizerState(states: readonly ParameterState[]): Promise<StateDict> {
  const result: StateDict = new Map()
  for (const state of states) {
    const { parameter, steps, slots, scalars } = state
    if (steps.every((count) => count === 0)) continue
    const slotValues = new Map<string, Float32Array>()
    for (const [name, slot] of slots) slotValues.set(name, (await slot.data()) as Float32Array)
    torchParts(parameter).forEach((part, lane) => {
      result.set(`${part.name}.step`, scalar(steps[lane] as number))
      for (const [name, values] of scalars) result.set(`${part.name}.${name}`, scalar(values[lane] as number))
      for (const [name, values] of slotValues) result.set(`${part.name}.${name}`, toTorch(values, parameter, part))
    })
  }
  return result
}

/**
 * Replaces the state of all parameters.
 * @returns the names in `saved` that belong to none of them, or have another shape.
 */
export function importOptimizerState(states: readonly ParameterState[], saved: StateDict): string[] {
  const unknown = new Set(saved.keys())
  for (const state of states) {
    state.steps.fill(0)
    state.scalars.clear()
    for (const slot of state.slots.values()) slot.dispose()
    state.slots.clear()
    const slotValues = new Map<string, Float32Array>()
    torchParts(state.parameter).forEach((part, lane) => {
      for (const [key, tensor] of saved) {
        const name = stateName(key, part)
        if (name === undefined) continue
        if (name === 'step') state.steps[lane] = Number(tensor.data[0])
        else if (tensor.shape.length === 0 && part.shape.length > 0) {
          lanes(state.scalars, name, state.steps.length)[lane] = Number(tensor.data[0])
        } else if (sameShape(tensor.shape, part.shape)) {
          const values = slotValues.get(name) ?? new Float32Array(state.parameter.variable.size)
          fromTorch(tensor.data as Float32Array, values, state.parameter, part)
          slotValues.set(name, values)
        } else continue
        unknown.delete(key)
      }
    })
    for (const [name, values] of slotValues) {
      const initial = tf.tensor(values, state.parameter.variable.shape)
      state.slots.set(name, tf.variable(initial, false))
      initial.dispose()
    }
  }
  return [...unknown]
}

function scalar(value: number): TensorData {
  return { dtype: 'float64', shape: [], data: Float64Array.of(value) }
}

/** `exp_avg` of `heads.heads.3.weight.exp_avg` where the part is `heads.heads.3.weight`. */
function stateName(key: string, part: TorchPart): string | undefined {
  if (!key.startsWith(`${part.name}.`)) return undefined
  const name = key.slice(part.name.length + 1)
  return name.includes('.') ? undefined : name
}

function lanes(scalars: Map<string, Float64Array>, name: string, length: number): Float64Array {
  const values = scalars.get(name) ?? new Float64Array(length)
  scalars.set(name, values)
  return values
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}

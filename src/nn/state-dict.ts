import * as tf from '@tensorflow/tfjs-core'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { didYouMean } from '../util/suggest.js'
import type { Buffer, Parameter, StateDict, TensorData } from './parameter.js'
import { fromTorch, type TorchPart, torchParts, toTorch } from './torch-layout.js'

/** What has weights: an algorithm, or a part of it. */
export interface Stateful {
  /** In torch's order. */
  parameters(): readonly Parameter[]
  /** In torch's order. */
  buffers(): readonly Buffer[]
}

/** A tensor that differs: its saved shape and the model's. Undefined: there is none of this name. */
export interface TensorMismatch {
  readonly name: string
  readonly saved: readonly number[] | undefined
  readonly wanted: readonly number[] | undefined
}

/** Saved weights that are not a model's, with each tensor that differs. */
export class StateMismatch extends ConfigError {
  constructor(
    diagnostics: readonly Diagnostic[],
    readonly tensors: readonly TensorMismatch[],
  ) {
    super(diagnostics)
  }
}

/**
 * All weights and running statistics, in torch's layouts, under torch's names and in the order of its `state_dict()`.
 */
export async function stateDict(model: Stateful): Promise<StateDict> {
  const tensors: [string, TensorData][] = []
  for (const parameter of model.parameters()) {
    const values = (await parameter.variable.data()) as Float32Array
    for (const part of torchParts(parameter)) tensors.push([part.name, toTorch(values, parameter, part)])
  }
  for (const buffer of model.buffers()) tensors.push([buffer.name, await bufferData(buffer)])
  return new Map(byModule(tensors))
}

/**
 * Replaces weights and running statistics.
 * @param options `strict` false: what the state lacks stays as it is, and what the model lacks is left out. Default:
 *   true. `path`: of the config value to blame.
 * @throws StateMismatch where names or shapes differ; nothing is changed then.
 */
export function loadStateDict(
  model: Stateful,
  state: StateDict,
  { strict = true, path = '' }: { strict?: boolean; path?: string } = {},
): void {
  const problems: Diagnostic[] = []
  const tensors: TensorMismatch[] = []
  const wanted = shapes(model)
  const complain = (name: string, message: string, hint?: string) => {
    problems.push({ code: 'state-mismatch', path, message, hint })
    tensors.push({ name, saved: state.get(name)?.shape, wanted: wanted.get(name) })
  }
  for (const [name, shape] of wanted) {
    const tensor = state.get(name)
    if (!tensor && strict) complain(name, `the saved weights lack '${name}'`, didYouMean(name, state.keys()))
    if (tensor && String(tensor.shape) !== String(shape)) {
      complain(name, `the saved '${name}' is ${show(tensor.shape)}, but the model's is ${show(shape)}`)
    }
  }
  if (strict) {
    for (const name of state.keys())
      if (!wanted.has(name)) complain(name, `the model has no '${name}', but the saved weights do`)
  }
  if (problems.length > 0) throw new StateMismatch(problems, tensors)
  for (const parameter of model.parameters()) loadParameter(parameter, state)
  for (const buffer of model.buffers()) loadBuffer(buffer, state)
}

function shapes(model: Stateful): Map<string, readonly number[]> {
  const parts: TorchPart[] = model.parameters().flatMap(torchParts)
  const all = new Map(parts.map(({ name, shape }) => [name, shape]))
  for (const { name, variable } of model.buffers()) all.set(name, variable.shape)
  return all
}

function loadParameter(parameter: Parameter, state: StateDict): void {
  const parts = torchParts(parameter).filter(({ name }) => state.has(name))
  if (parts.length === 0) return
  const { size, shape } = parameter.variable
  const given = parts.reduce((sum, part) => sum + part.size, 0)
  // Values that stay are read at once, which a graphics processor refuses once it has them.
  const whole = given === (shape.at(-1) ?? 1)
  const values = whole ? new Float32Array(size) : Float32Array.from(parameter.variable.dataSync())
  for (const part of parts) fromTorch(floats(state.get(part.name) as TensorData), values, parameter, part)
  assign(parameter.variable, values)
}

function loadBuffer({ name, variable }: Buffer, state: StateDict): void {
  const saved = state.get(name)
  if (!saved) return
  assign(variable, variable.dtype === 'int32' ? Int32Array.from(floats(saved)) : floats(saved))
}

function assign(variable: tf.Variable, values: Float32Array | Int32Array): void {
  const tensor = tf.tensor(values, variable.shape, variable.dtype)
  variable.assign(tensor)
  tensor.dispose()
}

async function bufferData({ variable, dtype }: Buffer): Promise<TensorData> {
  const data = await variable.data()
  if (dtype === 'int64')
    return { dtype, shape: variable.shape, data: BigInt64Array.from(data, (value) => BigInt(value)) }
  return { dtype: 'float32', shape: variable.shape, data: Float32Array.from(data) }
}

function floats({ data }: TensorData): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data as ArrayLike<number | bigint>, Number)
}

/** Torch lists module by module: each one's parameters, then its buffers. */
function byModule(tensors: readonly [string, TensorData][]): [string, TensorData][] {
  const modules = new Map<string, [string, TensorData][]>()
  for (const entry of tensors) {
    const module = entry[0].slice(0, entry[0].lastIndexOf('.'))
    const own = modules.get(module)
    if (own) own.push(entry)
    else modules.set(module, [entry])
  }
  return [...modules.values()].flat()
}

function show(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`
}

import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs-core'
import type { CompiledStep, RecordedStep } from '../../compile/step-executor.js'
import type { OnnxBackend } from './backend.js'
import { GraphEmitter, packedNames } from './emitter.js'
import { type EngineTensor, engineTensor, openSession, type Session, type TensorValues } from './engine.js'
import type { TensorType } from './kernel.js'
import { isSmall, PackedVector } from './packed-vector.js'
import type { Recording } from './recording.js'
import { sameShape } from './shapes.js'
import { lookBehindRelu } from './simplify.js'
import { Stored } from './stored.js'

/** Where the values of a leaf come from. */
export type Source =
  | { kind: 'variable'; variable: Variable }
  | { kind: 'given'; index: number }
  | { kind: 'array'; values: TensorValues }
  | { kind: 'constant'; values: TensorValues }

/** What a step computes, from what, and where that goes. */
export interface StepPlan {
  recording: Recording
  /** Of each leaf. */
  sources: readonly Source[]
  /** Variables that it changes, with the results that are their new values. */
  changes: readonly { variable: Variable; result: number }[]
  /** Its outputs' results. */
  results: ReadonlyMap<string, number>
}

/** Something that gives a plan, and whose own tensors are of no more use once it was taken. */
interface Planned {
  readonly plan: StepPlan
  discard(): void
}

/** A variable that a step changes: it reads one array, and writes another. */
interface State {
  variable: Variable
  result: number
  type: TensorType
  /** What the variable had before the last run. */
  before?: TensorValues
}

/** Of each variable that steps change, the array that it does not have. */
const spares = new WeakMap<Variable, TensorValues>()

/** A step as one graph. The variables keep their values in TensorFlow.js's tensors: nothing has to be handed over. */
export class OnnxStep implements CompiledStep {
  readonly #backend: OnnxBackend
  readonly #session: Session
  readonly #fed: readonly number[]
  readonly #small: { inputs: PackedVector; outputs: PackedVector }
  readonly #feeds: Record<string, EngineTensor> = {}
  readonly #fetches: Record<string, EngineTensor> = {}
  readonly #states: readonly State[]
  readonly #results: ReadonlyMap<string, number>
  readonly #resultTypes: ReadonlyMap<number, TensorType>
  readonly #tensors = new WeakMap<TensorValues, { tensor: EngineTensor; shape: readonly number[] }>()
  #plan: StepPlan

  constructor(backend: OnnxBackend, plan: StepPlan) {
    const { recording, sources, changes, results } = plan
    this.#backend = backend
    this.#plan = plan
    this.#results = results
    const constants = new Map<number, TensorValues>()
    for (const [leaf, source] of sources.entries()) if (source.kind === 'constant') constants.set(leaf, source.values)
    const given = new Set(results.values())
    const outputs = [...new Set([...given, ...changes.map(({ result }) => result)])]
    const { calls, leaves } = recording
    const packed = {
      leaves: [...leaves.keys()].filter((leaf) => !constants.has(leaf) && isSmall(leaves[leaf] as Stored)),
      outputs: outputs.filter((result) => isSmall(recording.results[result] as Stored)),
    }
    const program = { calls: lookBehindRelu(calls), leaves, constants, outputs, packed }
    const { graph, fed } = new GraphEmitter(program, backend.options.block)
    this.#session = backend.guarded(() => openSession(graph.encode(), { threads: backend.options.threads }))
    this.#fed = [...fed]
    this.#small = {
      inputs: new PackedVector(packed.leaves.map((leaf) => [leaf, leaves[leaf] as Stored])),
      outputs: new PackedVector(packed.outputs.map((result) => [result, recording.results[result] as Stored])),
    }
    this.#resultTypes = new Map([...given].map((result) => [result, recording.results[result] as Stored]))
    this.#states = changes.map(({ variable, result }) => {
      return { variable, result, type: recording.results[result] as Stored }
    })
  }

  bind(recorded: RecordedStep): void {
    const { plan } = recorded as RecordedStep & Planned
    this.#plan = plan
    ;(recorded as RecordedStep & Planned).discard()
  }

  run(given: readonly Tensor[]): NamedTensorMap {
    const backend = this.#backend
    // what others noted since would find other values in the variables
    backend.flush()
    const { inputs: smallIn, outputs: smallOut } = this.#small
    const feeds = this.#feeds
    for (const leaf of this.#fed) {
      const type = this.#plan.recording.leaves[leaf] as Stored
      feeds[`l${leaf}`] = this.#tensor(this.#valuesOf(leaf, given), type)
    }
    for (const [leaf, part] of smallIn.parts) part.set(this.#valuesOf(leaf, given))
    if (smallIn.tensor) feeds[packedNames.input] = smallIn.tensor
    const fetches = this.#fetches
    for (const { result, type, variable } of this.#states) {
      if (!smallOut.parts.has(result)) fetches[`r${result}`] = this.#tensor(this.#spareOf({ variable, type }), type)
    }
    const outputs = new Map<number, Stored>()
    for (const [result, type] of this.#resultTypes) {
      const stored = new Stored(type.shape, type.dtype, backend.take(type))
      stored.pooled = true
      outputs.set(result, stored)
      if (smallOut.parts.has(result)) continue
      fetches[`r${result}`] = engineTensor(type.dtype, stored.values as TensorValues, type.shape)
    }
    if (smallOut.tensor) fetches[packedNames.output] = smallOut.tensor
    backend.guarded(() => this.#session.run(feeds, fetches, {}))
    for (const [result, { values }] of outputs) copyPart(smallOut, result, values)
    for (const state of this.#states) {
      copyPart(smallOut, state.result, this.#spareOf(state))
      this.#swap(state)
    }
    return this.#named(outputs)
  }

  undo(): void {
    for (const state of this.#states) {
      const stored = this.#backend.stored(state.variable.dataId)
      if (!state.before) continue
      if (state.before === spares.get(state.variable)) {
        spares.set(state.variable, stored.values as TensorValues)
        stored.values = state.before
      } else stored.values?.set(state.before)
      delete state.before
    }
  }

  dispose(): void {
    this.#session.dispose()
  }

  #valuesOf(leaf: number, given: readonly Tensor[]): TensorValues {
    const source = this.#plan.sources[leaf] as Source
    if (source.kind === 'array' || source.kind === 'constant') return source.values
    const tensor = source.kind === 'variable' ? source.variable : (given[source.index] as Tensor)
    return this.#backend.stored(tensor.dataId).values as TensorValues
  }

  /** Gives a variable what was written, unless a clone shares its tensor: then it gets one of its own. */
  #swap(state: State): void {
    const backend = this.#backend
    const stored = backend.stored(state.variable.dataId)
    const written = this.#spareOf(state)
    state.before = stored.values as TensorValues
    if (stored.refs === 1) {
      stored.values = written
      spares.set(state.variable, state.before)
    } else {
      const own = backend.tensor(new Stored(state.type.shape, state.type.dtype, written))
      state.variable.assign(own)
      own.dispose()
      spares.delete(state.variable)
    }
    backend.stored(state.variable.dataId).pooled = true
  }

  /** The array that is written next: one for all steps that change the variable. */
  #spareOf({ variable, type }: Pick<State, 'variable' | 'type'>): TensorValues {
    const spare = spares.get(variable) ?? this.#backend.take(type)
    spares.set(variable, spare)
    return spare
  }

  /** Output tensors; a result that has two names is shared. */
  #named(outputs: ReadonlyMap<number, Stored>): NamedTensorMap {
    const made = new Map<number, Tensor>()
    const named: NamedTensorMap = {}
    for (const [name, result] of this.#results) {
      const first = made.get(result)
      const tensor = first ? first.clone() : this.#backend.tensor(outputs.get(result) as Stored)
      made.set(result, tensor)
      named[name] = tensor
    }
    return named
  }

  /** The engine's view of an array, made once. */
  #tensor(values: TensorValues, { shape, dtype }: TensorType): EngineTensor {
    const known = this.#tensors.get(values)
    if (known && sameShape(known.shape, shape)) return known.tensor
    const tensor = engineTensor(dtype, values, shape)
    this.#tensors.set(values, { tensor, shape })
    return tensor
  }
}

/** Takes a small result out of the vector in which it came. */
function copyPart({ parts }: PackedVector, result: number, into: TensorValues | undefined): void {
  const part = parts.get(result)
  if (part) into?.set(part)
}

import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs-core'
import { type CompiledStep, judgedOutput, type RecordedStep } from '../../compile/step-executor.js'
import type { OnnxBackend } from './backend.js'
import { packedNames } from './emitter.js'
import { type EngineTensor, engineTensor, openSession, type Session, type TensorValues } from './engine.js'
import type { Scalar } from './fused-updates.js'
import type { TensorType } from './kernel.js'
import { repeatInto } from './packed-vector.js'
import { runSession } from './run-session.js'
import { type Port, type StepGraph, writeStep } from './step-graph.js'
import type { Source, StepPlan } from './step-plan.js'
import { Stored } from './stored.js'

/** Something that gives a plan, and whose own tensors are of no more use once it was taken. */
interface Planned {
  readonly plan: StepPlan
  discard(): void
}

/** A variable that a step changes: where it is not resident, the graph reads one array, and writes another. */
interface State {
  variable: Variable
  result: number
  type: TensorType
  /** Whether it is changed in place, after the graph has run. */
  resident: boolean
  /** What the variable had before the last run. */
  before?: TensorValues
}

/** Of each variable that steps change, the array that it does not have. */
const spares = new WeakMap<Variable, TensorValues>()

/** A step as one graph. The variables keep their values in TensorFlow.js's tensors: nothing has to be handed over. */
export class OnnxStep implements CompiledStep {
  readonly #backend: OnnxBackend
  readonly #session: Session
  readonly #graph: Omit<StepGraph, 'model'>
  readonly #smallResults: ReadonlyMap<number, Float32Array>
  readonly #feeds: Record<string, EngineTensor> = {}
  readonly #fetches: Record<string, EngineTensor> = {}
  readonly #states: readonly State[]
  readonly #results: ReadonlyMap<string, number>
  readonly #resultTypes: ReadonlyMap<number, TensorType>
  readonly #tensors = new WeakMap<TensorValues, Map<string, EngineTensor>>()
  #plan: StepPlan

  constructor(backend: OnnxBackend, plan: StepPlan) {
    const { recording, changes, results } = plan
    const { model, ...graph } = writeStep(plan, backend.options.block)
    this.#backend = backend
    this.#plan = plan
    this.#results = results
    this.#graph = graph
    this.#session = backend.guarded(() => openSession(model, { threads: backend.options.threads }))
    this.#smallResults = new Map(graph.smallOut.parts)
    this.#resultTypes = new Map([...results.values()].map((result) => [result, recording.results[result] as Stored]))
    const resident = new Set(graph.updates.flatMap(({ changed }) => changed))
    this.#states = changes.map(({ variable, result }) => {
      return { variable, result, type: recording.results[result] as Stored, resident: resident.has(variable) }
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
    const { smallIn, smallOut, updates } = this.#graph
    for (const update of updates) update.prepare(backend)
    const feeds = this.#feeds
    for (const port of this.#graph.feeds) feeds[port.name] = this.#tensor(this.#valuesOf(port.of, given), port)
    for (const [leaf, part] of smallIn.parts) repeatInto(part, this.#valuesOf(leaf, given))
    if (smallIn.tensor) feeds[packedNames.input] = smallIn.tensor
    const outputs = new Map<number, Stored>()
    const written = new Map<number, TensorValues>()
    for (const [result, type] of this.#resultTypes) {
      const values = backend.take(type)
      const stored = new Stored(type.shape, type.dtype, values)
      stored.pooled = true
      outputs.set(result, stored)
      written.set(result, values)
    }
    for (const state of this.#states) if (!state.resident) written.set(state.result, this.#spareOf(state))
    for (const { gradients } of updates) for (const [result, array] of gradients) written.set(result, array)
    const fetches = this.#fetches
    for (const port of this.#graph.fetches) {
      fetches[port.name] = this.#tensor(written.get(port.of) as TensorValues, port)
    }
    if (smallOut.tensor) fetches[packedNames.output] = smallOut.tensor
    backend.guarded(() => runSession(this.#session, feeds, fetches))
    for (const [result, values] of written) {
      const part = this.#smallResults.get(result)
      if (part) values.set(part)
    }
    this.#update(given)
    return this.#named(outputs)
  }

  #update(given: readonly Tensor[]): void {
    const judged = this.#smallResults.get(this.#results.get(judgedOutput) ?? -1)
    const undoable = judged !== undefined && !Number.isFinite(judged[0])
    for (const state of this.#states) {
      if (!state.resident) this.#swap(state)
      else if (undoable) state.before = this.#backend.stored(state.variable.dataId).values?.slice()
      else delete state.before
    }
    const numberOf = (scalar: Scalar) => {
      const values = 'leaf' in scalar ? this.#valuesOf(scalar.leaf, given) : this.#smallResults.get(scalar.result)
      return values?.[0] as number
    }
    for (const update of this.#graph.updates) update.run(numberOf, (leaf) => this.#valuesOf(leaf, given))
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
  #tensor(values: TensorValues, { name, type: { shape, dtype } }: Port): EngineTensor {
    let own = this.#tensors.get(values)
    if (!own) {
      own = new Map()
      this.#tensors.set(values, own)
    }
    const known = own.get(name)
    if (known) return known
    const tensor = engineTensor(dtype, values, shape)
    own.set(name, tensor)
    return tensor
  }
}

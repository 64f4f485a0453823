import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { CompiledStep, RecordedStep } from '../../compile/step-executor.js'
import { Message } from '../../util/protobuf.js'
import type { Handle, NativeBackend } from './binding.js'
import type { Feed } from './fed-arrays.js'
import { HeldVariables } from './held-variables.js'
import type { StepGraph } from './step-graph.js'

/** TensorFlow's numbers of fields of its ConfigProto, and of the messages in it. */
const fields = { interOpThreads: 5, graphOptions: 10, rewriteOptions: 10, arithmetic: 7 } as const
const OFF = 2

/**
 * How a session computes. Its operations stay as they were recorded: TensorFlow would put some in another order, with
 * other roundings. Where it has ours, who runs the graph computes them one after the other: they are divided among
 * threads, and two at once would take the cores from each other.
 */
function sessionConfig(hasOwnOperations: boolean): Uint8Array {
  const rewriting = new Message().int(fields.arithmetic, OFF)
  const config = new Message().bytes(fields.graphOptions, new Message().bytes(fields.rewriteOptions, rewriting))
  return (hasOwnOperations ? config.int(fields.interOpThreads, -1) : config).encode()
}

/** Something that gives the arrays of a step, and whose own tensors are of no more use once those were taken. */
interface Recorded {
  readonly graph: StepGraph
  discard(): void
}

/**
 * A step as a graph in a session of TensorFlow's. The session has the variables' values from one run to the next;
 * whoever asks for a variable between them gets its value then.
 */
export class NativeStep implements CompiledStep {
  readonly #backend: NativeBackend
  readonly #session: number
  readonly #variables: HeldVariables
  readonly #given: readonly number[]
  /** Outputs by name: the places of their values among what a run gives, scalars first. */
  readonly #outputs: ReadonlyMap<string, number>
  /** How many of them are scalars, which come as one vector. */
  readonly #scalars: number
  readonly #inputs: string
  readonly #fetched: string
  #feeds: readonly Feed[]

  constructor(backend: NativeBackend, step: StepGraph) {
    this.#backend = backend
    this.#session = openSession(backend, step.graph.encode())
    this.#variables = new HeldVariables(backend, this.#session, step)
    this.#given = [...step.given.keys()]
    this.#feeds = step.feeds
    this.#outputs = step.outputs
    this.#scalars = step.scalars.length
    this.#inputs = [...step.given.values(), ...step.feeds.map(({ name }) => name)].join()
    this.#fetched = [...step.fetches, step.done].join()
  }

  bind(recorded: RecordedStep): void {
    const { graph, discard } = recorded as RecordedStep & Recorded
    this.#feeds = graph.feeds
    discard.call(recorded)
  }

  run(given: readonly Tensor[]): NamedTensorMap {
    const { binding } = this.#backend
    this.#variables.take()
    const fed = this.#feeds.map(({ shape, type, values }) => binding.createTensor(shape, type, values()))
    const inputs = [...this.#backend.getInputTensorIds(this.#given.map((place) => given[place] as Tensor)), ...fed]
    let results: Handle[]
    try {
      results = binding.runSavedModel(this.#session, inputs, this.#inputs, this.#fetched)
    } finally {
      for (const id of fed) binding.deleteTensor(id)
    }
    const { id } = results.pop() as Handle
    const scalars = this.#scalars > 0 ? binding.tensorDataSync(id) : []
    binding.deleteTensor(id)
    return this.#named(scalars, results)
  }

  /** The graph itself leaves the variables alone where the judged output is not finite. */
  undo(): void {}

  dispose(): void {
    this.#variables.give()
    this.#backend.binding.deleteSavedModel(this.#session)
  }

  /** Output tensors; a result that has two names is shared. */
  #named(scalars: ArrayLike<number>, results: readonly Handle[]): NamedTensorMap {
    const make = (place: number): Tensor =>
      place < scalars.length
        ? tf.engine().makeTensor(Float32Array.of(scalars[place] as number), [], 'float32')
        : this.#backend.createOutputTensor(results[place - scalars.length] as Handle)
    const made = new Map<number, Tensor>()
    const named: NamedTensorMap = {}
    for (const [name, place] of this.#outputs) {
      const tensor = made.get(place)?.clone() ?? make(place)
      made.set(place, tensor)
      named[name] = tensor
    }
    return named
  }
}

/** The binding takes graphs from a folder only; what we have it call takes the session's options from there, too. */
function openSession({ binding, hasOwnOperations = false }: NativeBackend, model: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), 'polyhead-step-'))
  try {
    writeFileSync(join(folder, 'saved_model.pb'), model)
    writeFileSync(join(folder, 'session.pb'), sessionConfig(hasOwnOperations))
    return binding.loadSavedModel(folder, 'serve')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

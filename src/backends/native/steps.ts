import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Numbers } from '../../compile/host-work.js'
import type { CompiledStep, RecordedStep, StepByOps, StepExecutor } from '../../compile/step-executor.js'
import { VariableWatch } from '../variable-watch.js'
import type { NativeBackend } from './binding.js'
import { NativeStep } from './compiled-step.js'
import { Recording } from './recording.js'
import { NoGraph, StepGraph } from './step-graph.js'

/** Compiles steps to one graph of TensorFlow's. */
export class NativeSteps implements StepExecutor {
  record(step: () => NamedTensorMap, given: readonly Tensor[], arrays: ReadonlySet<Numbers>): RecordedStep | StepByOps {
    const backend = tf.backend() as unknown as NativeBackend
    const variables = new VariableWatch()
    // what JavaScript alone has until then becomes TensorFlow's before the recording
    for (const [variable] of variables.all) idOf(backend, variable)
    const places = new Map(given.map((tensor, place) => [idOf(backend, tensor), { place, tensor }]))
    const recording = new Recording(backend)
    let outputs: NamedTensorMap
    try {
      outputs = recording.during(() => variables.during(step))
    } catch (error) {
      variables.dispose()
      throw error
    }
    try {
      const graph = graphOf(backend, { recording, variables, outputs, places, arrays })
      return new RecordedNativeStep(backend, graph, { variables, outputs })
    } catch (error) {
      variables.dispose()
      if (!(error instanceof NoGraph)) throw error
      return { reason: error.message, outputs }
    }
  }
}

interface Recorded {
  recording: Recording
  variables: VariableWatch
  outputs: NamedTensorMap
  places: ReadonlyMap<number, { place: number; tensor: Tensor }>
  arrays: ReadonlySet<Numbers>
}

/** @throws NoGraph where the step cannot be compiled */
function graphOf(backend: NativeBackend, { recording, variables, outputs, places, arrays }: Recorded): StepGraph {
  if (recording.looked) throw new NoGraph('the step reads a tensor')
  const computed = new Set(recording.ops.flatMap((op) => op.outputs))
  const before = new Map<number, Variable>()
  for (const [variable, dataId] of variables.all) {
    before.set(idOf(backend, { dataId, shape: variable.shape, dtype: variable.dtype }), variable)
  }
  const known = new Set<number>()
  const named = new Map<string, number>()
  for (const [name, tensor] of Object.entries(outputs)) {
    const id = idOf(backend, tensor)
    if (!computed.has(id) || before.has(id)) throw new NoGraph(`the step does not compute its ${name}`)
    named.set(name, id)
    known.add(id)
  }
  const changes: { variable: Variable; id: number }[] = []
  for (const variable of variables.changed()) {
    const id = idOf(backend, variable)
    if (!computed.has(id) || before.has(id)) throw new NoGraph('the step gives a variable what it does not compute')
    if (known.has(id)) throw new NoGraph('the step gives one tensor to two variables, or a variable as its output')
    changes.push({ variable, id })
    known.add(id)
  }
  for (const id of recording.alive) {
    if (!known.has(id) && !before.has(id)) throw new NoGraph('the step keeps a tensor for later')
  }
  const isDeclared = (array: unknown) => arrays.has(array as Numbers)
  return new StepGraph(backend, { recording, variables: before, given: places, isDeclared, changes, outputs: named })
}

/** A recorded step, which has run operation by operation. */
class RecordedNativeStep implements RecordedStep {
  readonly signature: string

  constructor(
    private readonly backend: NativeBackend,
    readonly graph: StepGraph,
    private readonly parts: { variables: VariableWatch; outputs: NamedTensorMap },
  ) {
    this.signature = graph.signature
  }

  compile(): CompiledStep {
    return new NativeStep(this.backend, this.graph)
  }

  runByOps(): NamedTensorMap {
    this.parts.variables.dispose()
    return this.parts.outputs
  }

  /** Takes back what it did. */
  discard(): void {
    this.parts.variables.restore()
    for (const tensor of Object.values(this.parts.outputs)) tensor.dispose()
  }
}

function idOf(backend: NativeBackend, tensor: tf.TensorInfo): number {
  return backend.getInputTensorIds([tensor])[0] as number
}

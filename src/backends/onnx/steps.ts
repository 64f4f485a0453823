import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Numbers } from '../../compile/host-work.js'
import type { CompiledStep, RecordedStep, StepByOps, StepExecutor } from '../../compile/step-executor.js'
import { VariableWatch } from '../variable-watch.js'
import type { Capture, OnnxBackend } from './backend.js'
import { OnnxStep } from './compiled-step.js'
import type { TensorValues } from './engine.js'
import type { Source, StepPlan } from './step-plan.js'

/** Compiles steps to one graph of the engine's. */
export class OnnxSteps implements StepExecutor {
  record(step: () => NamedTensorMap, given: readonly Tensor[], arrays: ReadonlySet<Numbers>): RecordedStep | StepByOps {
    const backend = tf.backend() as unknown as OnnxBackend
    const variables = new VariableWatch()
    let done: ReturnType<typeof backend.capture<NamedTensorMap>>
    try {
      done = backend.capture(() => variables.during(step))
    } catch (error) {
      variables.dispose()
      throw error
    }
    const { capture, result: outputs } = done
    if (!capture) {
      variables.dispose()
      return { reason: 'the step reads a tensor', outputs }
    }
    const recorded = new RecordedOnnxStep(backend, capture, { variables, given, arrays, outputs })
    const reason = recorded.fault
    return reason === undefined ? recorded : { reason, outputs: recorded.runByOps() }
  }
}

interface Parts {
  variables: VariableWatch
  given: readonly Tensor[]
  arrays: ReadonlySet<Numbers>
  outputs: NamedTensorMap
}

/** A recorded step: its calls, where their leaves come from, and what it gives. */
class RecordedOnnxStep implements RecordedStep {
  /** Why it cannot be compiled. */
  readonly fault: string | undefined
  readonly #sources: Source[] = []
  readonly #changes: { variable: Variable; result: number }[] = []
  readonly #results = new Map<string, number>()

  constructor(
    private readonly backend: OnnxBackend,
    private readonly capture: Capture,
    private readonly parts: Parts,
  ) {
    this.fault = this.#sourcesFault() ?? this.#resultsFault()
  }

  get signature(): string {
    const { recording } = this.capture
    const leaves = recording.leaves.map(({ shape, dtype }, i) => `${dtype}[${shape}] ${textOf(this.#sources[i])}`)
    const changes = this.#changes.map(({ variable, result }) => `${variable.id} ${result}`)
    const outputs = [...this.#results].map(([name, result]) => `${name} ${result}`)
    return [recording.signature, ...leaves, ...changes, ...outputs].join('\n')
  }

  compile(): CompiledStep {
    return new OnnxStep(this.backend, this.plan)
  }

  runByOps(): NamedTensorMap {
    this.parts.variables.dispose()
    this.backend.resume(this.capture)
    return this.parts.outputs
  }

  get plan(): StepPlan {
    const { recording } = this.capture
    return { recording, sources: this.#sources, changes: this.#changes, results: this.#results }
  }

  /** Forgets the recording's own tensors: the variables have the values that they had before it. */
  discard(): void {
    this.parts.variables.restore()
    for (const tensor of Object.values(this.parts.outputs)) tensor.dispose()
    this.capture.recording.close()
  }

  /** @returns why a leaf comes from nowhere that is known. */
  #sourcesFault(): string | undefined {
    const { variables, given, arrays } = this.parts
    const { recording, written } = this.capture
    const byValue = new Map(variables.all.map(([variable, dataId]) => [this.backend.stored(dataId), variable]))
    const inputs = new Map(given.map((tensor, index) => [this.backend.stored(tensor.dataId), index]))
    for (const leaf of recording.leaves) {
      const variable = byValue.get(leaf)
      const index = inputs.get(leaf)
      const values = written.get(leaf)
      if (variable) this.#sources.push({ kind: 'variable', variable })
      else if (index !== undefined) this.#sources.push({ kind: 'given', index })
      else if (values && arrays.has(values as Numbers)) this.#sources.push({ kind: 'array', values })
      else if (values && leaf.values) this.#sources.push({ kind: 'constant', values: leaf.values.slice() })
      else return 'the step uses a tensor from before it that is no variable'
    }
    return undefined
  }

  /** @returns why something that the step gives is not of its own computing. */
  #resultsFault(): string | undefined {
    const known = new Set<number>()
    for (const [name, tensor] of Object.entries(this.parts.outputs)) {
      const { result } = this.backend.stored(tensor.dataId)
      if (result === undefined) return `the step does not compute its ${name}`
      this.#results.set(name, result)
      known.add(result)
    }
    for (const variable of this.parts.variables.changed()) {
      const { result } = this.backend.stored(variable.dataId)
      if (result === undefined) return 'the step gives a variable what it does not compute'
      // each has an array of its own
      if (known.has(result)) return 'the step gives one tensor to two variables, or a variable as its output'
      this.#changes.push({ variable, result })
      known.add(result)
    }
    const kept = this.capture.recording.results.some(({ dead }, result) => !dead && !known.has(result))
    return kept ? 'the step keeps a tensor for later' : undefined
  }
}

function textOf(source: Source | undefined): string {
  if (source?.kind === 'variable') return `variable ${source.variable.id}`
  if (source?.kind === 'given') return `given ${source.index}`
  if (source?.kind !== 'constant') return 'array'
  return bitsOf(source.values)
}

/** Exact, also for −0 and NaN. */
function bitsOf({ buffer, byteOffset, byteLength }: TensorValues): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1')
}

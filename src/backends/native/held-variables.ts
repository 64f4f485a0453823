import type { DataId, Variable } from '@tensorflow/tfjs-core'
import type { Handle, NativeBackend, TensorData } from './binding.js'
import { typeNumber } from './recording.js'
import type { HeldVariable, StepGraph } from './step-graph.js'

/** What a variable is while a session has its value. */
interface Taken {
  held: HeldVariable
  dataId: DataId
  data: TensorData
  /** Of its tensor before; where the session changes it, that tensor is no more. */
  id: number
}

/**
 * The variables of a graph, which are either its session's or TensorFlow.js's. While they are the session's, the id of
 * each one's tensor is a property that, when something asks for it, has the session give all of them back.
 */
export class HeldVariables {
  readonly #backend: NativeBackend
  readonly #session: number
  readonly #variables: readonly HeldVariable[]
  readonly #load: readonly [inputs: string, outputs: string]
  readonly #save: string
  #taken: Taken[] | undefined

  constructor(backend: NativeBackend, session: number, { held, loaded }: StepGraph) {
    this.#backend = backend
    this.#session = session
    this.#variables = held
    this.#load = [held.map(({ value }) => value).join(), loaded]
    this.#save = held.flatMap(({ read, changed }) => (changed ? [read] : [])).join()
  }

  /** Hands the values to the session, unless it has them. Memory is shared, not copied. */
  take(): void {
    if (this.#taken?.every(({ held, data, dataId }) => held.variable.dataId === dataId && data.refCount === 1)) return
    this.give()
    const { binding } = this.#backend
    // another session that has some of them gives them back here
    const ids = this.#backend.getInputTensorIds(this.#variables.map(({ variable }) => this.#unshared(variable)))
    const [done] = binding.runSavedModel(this.#session, ids, ...this.#load) as [Handle]
    binding.deleteTensor(done.id)
    this.#taken = this.#variables.map((held, i) => {
      const { dataId } = held.variable
      const data = this.#backend.tensorMap.get(dataId)
      const id = ids[i] as number
      // so that the session is alone with the memory, and need not copy what it changes
      if (held.changed) binding.deleteTensor(id)
      Object.defineProperty(data, 'id', { get: () => this.#givenBack(data), configurable: true })
      return { held, data, dataId, id }
    })
  }

  /** Gives the variables their values; nothing where they have them. */
  give(): void {
    const taken = this.#taken
    if (!taken) return
    const changed = this.#save ? this.#backend.binding.runSavedModel(this.#session, [], '', this.#save) : []
    this.#taken = undefined
    for (const { held, data, id } of taken) {
      const value = held.changed ? (changed.shift() as Handle).id : id
      Object.defineProperty(data, 'id', { value, writable: true, enumerable: true, configurable: true })
    }
  }

  #givenBack(data: TensorData): number {
    this.give()
    return data.id
  }

  /** A variable that shares its tensor with a clone gets one of its own: the clone keeps the values that it has. */
  #unshared(variable: Variable): Variable {
    if (this.#backend.tensorMap.get(variable.dataId).refCount === 1) return variable
    const type = { name: 'T', type: this.#backend.binding.TF_ATTR_TYPE, value: typeNumber(variable.dtype) }
    const own = this.#backend.executeSingleOutput('Identity', [type], [variable])
    variable.assign(own)
    own.dispose()
    return variable
  }
}

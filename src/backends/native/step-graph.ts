import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { judgedOutput } from '../../compile/step-executor.js'
import type { NativeBackend, TensorValues } from './binding.js'
import { FedArrays, type Feed, type Values } from './fed-arrays.js'
import { type Attributes, bitsOf, Graph, types } from './graph.js'
import { graphAttribute, type RecordedOp, type Recording, typeNumber } from './recording.js'
import { findUpdates, type Update } from './updates.js'

/** Names in the graph of a variable that a step reads or changes. */
export interface HeldVariable {
  variable: Variable
  /** Its value. */
  read: string
  /** Where a value for it is given. */
  value: string
  /** Takes that value. */
  load: string
  changed: boolean
}

/** What a step computes, from what, and where that goes. */
export interface StepParts {
  recording: Recording
  /** Ids of the variables' values before the step. */
  variables: ReadonlyMap<number, Variable>
  /** The given tensors with their places, by id. */
  given: ReadonlyMap<number, { place: number; tensor: Tensor }>
  isDeclared(array: TensorValues): boolean
  /** Variables with the ids of their new values. */
  changes: readonly { variable: Variable; id: number }[]
  /** Outputs' ids by name. */
  outputs: ReadonlyMap<string, number>
}

/** The step cannot be written as a graph: why. */
export class NoGraph extends Error {}

const DONE = 'done'
const LOADED = 'loaded'

/** A recorded step as one graph, whose variables live in it between runs. */
export class StepGraph {
  readonly graph = new Graph()
  readonly feeds: readonly Feed[]
  readonly held: HeldVariable[] = []
  /** Names of placeholders for given tensors, by their places. */
  readonly given = new Map<number, string>()
  /** Outputs by name: their places among the scalars, and then the fetches. */
  readonly outputs = new Map<string, number>()
  /** Scalar outputs of single precision: `done` has them as one vector, for each tensor that is read costs. */
  readonly scalars: readonly string[]
  /** What is fetched for the other outputs. */
  readonly fetches: readonly string[]
  /** Fetched, they have all changes done, and the values of variables taken. */
  readonly done = `${DONE}:0`
  readonly loaded = `${LOADED}:0`
  readonly #parts: StepParts
  readonly #backend: NativeBackend
  readonly #names = new Map<number, string>()
  /** What gave a tensor. */
  readonly #givers = new Map<number, RecordedOp>()
  readonly #heldBy = new Map<Variable, HeldVariable & { handle: string }>()
  readonly #fed = new FedArrays(this.graph, (values) => this.#constant(values))
  readonly #constants = new Map<string, string>()

  /** @throws NoGraph where a tensor comes from nowhere that is known */
  constructor(backend: NativeBackend, parts: StepParts) {
    this.#backend = backend
    this.#parts = parts
    const ops = neededOps(parts)
    const updates = backend.hasOwnOperations ? this.#findUpdates(ops) : []
    const updating = new Set(updates.flatMap((update) => update.ops))
    for (const op of ops) if (!updating.has(op)) this.#addOp(op)
    const given = [...new Set(parts.outputs.values())]
    const scalars = given.filter((id) => this.#isScalar(id))
    const others = given.filter((id) => !scalars.includes(id))
    this.scalars = scalars.map((id) => this.#name(id))
    this.fetches = others.map((id) => this.#name(id))
    for (const [name, id] of parts.outputs) this.outputs.set(name, [...scalars, ...others].indexOf(id))
    this.#change(updates)
    this.feeds = this.#fed.close()
    const { graph } = this
    const loads = this.held.map(({ load }) => `^${load}`)
    graph.add('Const', loads, constant(types.int32, [], Int32Array.of(1)), LOADED)
  }

  /** The same for two recordings of the same computation. */
  get signature(): string {
    const held = this.held.map(({ variable, read, changed }) => `${read} ${variable.id} ${changed}`)
    const fetched = [...this.scalars, ...this.fetches]
    const outputs = [...this.outputs].map(([name, place]) => `${name} ${fetched[place]}`)
    return [this.graph.signature, ...held, ...outputs].join('\n')
  }

  #addOp(op: RecordedOp): void {
    const { name, attributes, inputs, outputs } = op
    for (const id of outputs) this.#givers.set(id, op)
    const { binding } = this.#backend
    const named = attributes.map((attribute) => [attribute.name, graphAttribute(attribute, binding)] as const)
    const names = inputs.map((id) => this.#name(id))
    const node = this.graph.add(name, names, Object.fromEntries(named))
    for (const [i, id] of outputs.entries()) this.#names.set(id, `${node}:${i}`)
  }

  #findUpdates(ops: readonly RecordedOp[]): Update[] {
    const { recording, variables, changes, outputs, isDeclared } = this.#parts
    const constant = (id: number) => {
      const made = recording.made.get(id)
      return made && !made.before && !isDeclared(made.array) ? made.values[0] : undefined
    }
    const given = (id: number) => this.#parts.given.get(id)?.tensor
    return findUpdates({ recording, variables, changes, ops, outputs: new Set(outputs.values()), given, constant })
  }

  #name(id: number): string {
    const variable = this.#parts.variables.get(id)
    if (variable) return this.#hold(variable).read
    const known = this.#names.get(id) ?? this.#leaf(id)
    this.#names.set(id, known)
    return known
  }

  #leaf(id: number): string {
    const { recording, given, isDeclared } = this.#parts
    const fed = given.get(id)
    if (fed) return this.#give(fed.place, fed.tensor)
    const made = recording.made.get(id)
    if (made && isDeclared(made.array)) return this.#fed.add(made)
    if (!made || made.before) throw new NoGraph('the step uses a tensor from before it that is no variable')
    return this.#constant(made)
  }

  #give(place: number, { dtype, shape }: Tensor): string {
    const name = `${this.graph.placeholder(`given_${place}`, typeNumber(dtype), shape)}:0`
    this.given.set(place, name)
    return name
  }

  /** What JavaScript made, and nobody declared as changing, is the same in every step. */
  #constant({ type, shape, values }: Values): string {
    const key = `${type}[${shape}] ${bitsOf(values)}`
    const name = this.#constants.get(key) ?? `${this.graph.add('Const', [], constant(type, shape, values))}:0`
    this.#constants.set(key, name)
    return name
  }

  #hold(variable: Variable): HeldVariable & { handle: string } {
    const known = this.#heldBy.get(variable)
    if (known) return known
    const { graph } = this
    const [i, type] = [this.held.length, typeNumber(variable.dtype)]
    const { shape } = variable
    const own = { dtype: { type } }
    const shared = { ...own, shape: { shape }, shared_name: { text: `variable_${i}` }, container: { text: '' } }
    const handle = graph.add('VarHandleOp', [], shared)
    const read = `${graph.add('ReadVariableOp', [handle], own)}:0`
    const value = graph.placeholder(`value_${i}`, type, shape)
    const load = graph.add('AssignVariableOp', [handle, value], own)
    const held = { variable, handle, read, value: `${value}:0`, load, changed: false }
    this.held.push(held)
    this.#heldBy.set(variable, held)
    return held
  }

  /** Where the judged output is not finite nothing is changed: what waits for a value that is not there is left out. */
  #change(updates: readonly Update[]): void {
    const { changes, outputs, recording } = this.#parts
    const { graph } = this
    const judged = outputs.get(judgedOutput)
    const T = { T: { type: types.float32 } }
    if (judged !== undefined && recording.shapes.get(judged)?.length !== 0) {
      throw new NoGraph(`the step's ${judgedOutput} is no scalar`)
    }
    const name = judged === undefined ? undefined : this.#name(judged)
    const split = name && graph.add('Switch', [name, graph.add('IsFinite', [name], T)], T)
    const go = split ? [`^${graph.add('Identity', [`${split}:1`], T)}`] : []
    const inOnePass = new Set(updates.flatMap(({ variables }) => variables))
    const single = changes.filter(({ variable }) => !inOnePass.has(variable))
    const passes = updates.map((update) => `^${this.#update(update, go)}`)
    const steps = single.map(({ variable, id }) => {
      const held = this.#hold(variable)
      held.changed = true
      const after = [afterRead(held), ...go]
      const descent = this.#descent(variable, id)
      if (descent) return `^${graph.add('ResourceApplyGradientDescent', [held.handle, ...descent, ...after], T)}`
      const type = typeNumber(variable.dtype)
      return `^${graph.add('AssignVariableOp', [held.handle, this.#name(id), ...after], { dtype: { type } })}`
    })
    const done = [...passes, ...steps]
    if (!split) this.#done(done)
    else {
      const changed = graph.add('Identity', [`${split}:1`, ...done], T)
      const either = graph.add('Merge', [changed, graph.add('Identity', [split], T)], { ...T, N: { int: 2 } })
      this.#done([`^${either}`])
    }
  }

  /** Adds an update in one pass. @returns the node */
  #update({ variables, tensors, columns, scalars, code, stores, constants }: Update, go: readonly string[]): string {
    const held = variables.map((variable) => this.#hold(variable))
    for (const each of held) each.changed = true
    const taken = [tensors, columns, scalars].flatMap((ids) => ids.map((id) => this.#name(id)))
    const inputs = [...held.map(({ handle }) => handle), ...taken, ...held.map(afterRead), ...go]
    return this.graph.add('PolyheadUpdate', inputs, {
      T: { type: types.float32 },
      V: { int: variables.length },
      N: { int: tensors.length },
      C: { int: columns.length },
      S: { int: scalars.length },
      code: { ints: code },
      stores: { ints: stores },
      constants: { floats: constants },
    })
  }

  #done(after: readonly string[]): void {
    const { graph, scalars } = this
    if (scalars.length === 0) graph.add('Const', after, constant(types.int32, [], Int32Array.of(1)), DONE)
    else {
      const packing = { T: { type: types.float32 }, N: { int: scalars.length }, axis: { int: 0 } }
      graph.add('Pack', [...scalars, ...after], packing, DONE)
    }
  }

  #isScalar(id: number): boolean {
    const { shapes, types: kinds } = this.#parts.recording
    return shapes.get(id)?.length === 0 && kinds.get(id) === types.float32
  }

  /**
   * Rate and direction of a variable from which a multiple of another tensor is subtracted: for that TensorFlow has one
   * operation, which writes in place. Of the other optimizers' operations none takes PyTorch's formula as it is: Adam's
   * has 1 − β in single precision. Where it has our operations, `findUpdates` has found all of them.
   */
  #descent(variable: Variable, id: number): [rate: string, direction: string] | undefined {
    const { recording, variables } = this.#parts
    const difference = this.#givers.get(id)
    const [old, product] = difference?.inputs ?? []
    if (difference?.name !== 'Sub' || variables.get(old as number) !== variable) return undefined
    const scaled = this.#givers.get(product as number)
    const [direction, rate] = scaled?.inputs ?? []
    if (scaled?.name !== 'Mul' || direction === undefined || rate === undefined) return undefined
    const { type, shape } = recording.made.get(rate) ?? {}
    const whole = tf.util.arraysEqual(recording.shapes.get(product as number) as number[], variable.shape)
    return whole && type === types.float32 && shape?.length === 0
      ? [this.#name(rate), this.#name(direction)]
      : undefined
  }
}

/** What comes after it leaves whoever reads the variable its old value. */
function afterRead({ read }: HeldVariable): string {
  return `^${read.slice(0, read.indexOf(':'))}`
}

function constant(type: number, shape: readonly number[], values: TensorValues): Attributes {
  return { dtype: { type }, value: { tensor: { type, shape, values } } }
}

/** Those on which an output or a change depends, in their order. */
function neededOps({ recording, variables, changes, outputs }: StepParts): RecordedOp[] {
  const wanted = new Set([...outputs.values(), ...changes.map(({ id }) => id)])
  const needed: RecordedOp[] = []
  for (const op of [...recording.ops].reverse()) {
    // a variable's value before the step is read, also where the step made it
    if (!op.outputs.some((id) => wanted.has(id) && !variables.has(id))) continue
    needed.push(op)
    for (const id of op.inputs) wanted.add(id)
  }
  return needed.reverse()
}

import { GraphEmitter } from './emitter.js'
import type { EngineTensor, Session, TensorValues } from './engine.js'
import { engineTensor, openSession } from './engine.js'
import type { Recording } from './recording.js'
import { runSession } from './run-session.js'
import { lookBehindRelu } from './simplify.js'
import type { Stored } from './stored.js'

/** Up to so many numbers that JavaScript gave are taken to be the same each time, until they change. */
const SMALL = 16

/** So many graphs are kept. */
const CAPACITY = 256

interface Plan {
  session: Session
  fed: ReadonlySet<number>
  /** Leaves that the graph has as constants. */
  constants: ReadonlyMap<number, TensorValues>
  /** Leaves that have changed once. */
  varying: ReadonlySet<number>
}

/** Graphs of recordings, each built once. */
export class Plans {
  readonly #plans = new Map<string, Plan>()

  constructor(private readonly options: { threads: number; block: number }) {}

  /** Runs the calls. @param outputs the results that are wanted, whose values are there already to be written over. */
  run(recording: Recording, outputs: readonly Stored[]): void {
    const plan = this.#plan(recording, outputs)
    const feeds: Record<string, EngineTensor> = {}
    for (const leaf of plan.fed) feeds[`l${leaf}`] = tensorOf(recording.leaves[leaf] as Stored)
    const fetches: Record<string, EngineTensor> = {}
    for (const output of outputs) fetches[`r${output.result}`] = tensorOf(output)
    runSession(plan.session, feeds, fetches)
  }

  dispose(): void {
    for (const { session } of this.#plans.values()) session.dispose()
    this.#plans.clear()
  }

  #plan(recording: Recording, outputs: readonly Stored[]): Plan {
    const { leaves } = recording
    const types = leaves.map(({ shape, dtype }) => `${dtype}[${shape}]`).join(' ')
    const wanted = outputs.map(({ result }) => result).join(' ')
    const key = `${recording.signature}\n${types}\n${wanted}`
    const known = this.#plans.get(key)
    const changed = known && [...known.constants].filter(([leaf, values]) => !same(values, leaves[leaf]?.values))
    if (known && changed?.length === 0) {
      // the newest last
      this.#plans.delete(key)
      this.#plans.set(key, known)
      return known
    }
    this.#plans.delete(key)
    known?.session.dispose()
    const varying = new Set([...(known?.varying ?? []), ...(changed ?? []).map(([leaf]) => leaf)])
    const plan = this.#build(recording, outputs, varying)
    this.#plans.set(key, plan)
    for (const [oldest, { session }] of this.#plans) {
      if (this.#plans.size <= CAPACITY) break
      session.dispose()
      this.#plans.delete(oldest)
    }
    return plan
  }

  #build({ calls, leaves }: Recording, outputs: readonly Stored[], varying: ReadonlySet<number>): Plan {
    const constants = new Map<number, TensorValues>()
    for (const [leaf, { values, pooled }] of leaves.entries()) {
      if (!pooled && values && values.length <= SMALL && !varying.has(leaf)) constants.set(leaf, values.slice())
    }
    const program = {
      calls: lookBehindRelu(calls),
      leaves,
      constants,
      outputs: outputs.map(({ result }) => result as number),
    }
    const { graph, fed } = new GraphEmitter(program, this.options.block)
    const session = openSession(graph.encode(), { threads: this.options.threads })
    return { session, fed, constants, varying }
  }
}

function tensorOf({ dtype, values, shape }: Stored): EngineTensor {
  return engineTensor(dtype, values as TensorValues, shape)
}

/** Bit by bit: −0 is not 0. */
function same(a: TensorValues, b: TensorValues | undefined): boolean {
  return b !== undefined && a.length === b.length && a.every((value, i) => Object.is(value, b[i]))
}

import { sizeOf } from '../shapes.js'
import { GraphEmitter } from './emitter.js'
import type { TensorValues } from './engine.js'
import { fuseUpdate } from './fused-updates.js'
import { joinUpdates, type Part } from './joined-updates.js'
import type { Call, TensorType } from './kernel.js'
import { neededCalls } from './needed-calls.js'
import { isSmall, PackedVector } from './packed-vector.js'
import { ResidentUpdate } from './resident-update.js'
import { lookBehindRelu } from './simplify.js'
import type { StepPlan } from './step-plan.js'
import { findUpdates } from './updates.js'

/** What crosses into the graph, or out of it, under a name. */
export interface Port {
  name: string
  /** The leaf of the step, or its result. */
  of: number
  type: TensorType
}

/** A step as a graph, and what goes where. Small tensors cross in vectors. */
export interface StepGraph {
  model: Uint8Array
  feeds: readonly Port[]
  /** Parts by the leaves that they repeat. */
  smallIn: PackedVector
  fetches: readonly Port[]
  /** Parts by the results that they are. */
  smallOut: PackedVector
  /** What is done after the graph has run. */
  updates: readonly ResidentUpdate[]
}

/** @param block channels of a block of the engine's images */
export function writeStep(plan: StepPlan, block: number): StepGraph {
  const { recording, sources, results } = plan
  const constants = new Map<number, TensorValues>()
  for (const [leaf, source] of sources.entries()) if (source.kind === 'constant') constants.set(leaf, source.values)
  const step = {
    calls: lookBehindRelu(recording.calls),
    leaves: recording.leaves,
    constants,
    changes: plan.changes.map(({ result }) => result),
    outputs: [...new Set(results.values())],
  }
  const found = findUpdates(step)
  const taken = new Set([...step.outputs, ...step.changes])
  const fused = found.flatMap((update) => {
    const own = fuseUpdate(update, plan)
    if (!own || own.gradients.some((result) => taken.has(result))) return []
    for (const result of own.gradients) taken.add(result)
    return own
  })
  const updates = ResidentUpdate.all(fused)
  const resident = new Set(updates.flatMap(({ changed }) => changed))
  const changes = plan.changes.flatMap(({ variable, result }) => (resident.has(variable) ? [] : result))
  const small = found.filter(({ shape }) => isSmall({ shape, dtype: 'float32' }))
  const { calls, leaves, joinedLeaves, joinedResults } = joinUpdates(step, small)

  const joined = new Set([...joinedResults.values()].flat().map(({ of }) => of))
  const forUpdates = updates.flatMap(({ gradients, scalars }) => {
    return [...gradients.keys(), ...scalars.flatMap((scalar) => ('result' in scalar ? scalar.result : []))]
  })
  const single = [...new Set([...step.outputs, ...changes, ...forUpdates])].filter((result) => !joined.has(result))
  const outputs = [...joinedResults.keys(), ...single]
  const typeOf = (result: number) => recording.results[result] as TensorType
  const packed = {
    leaves: leavesOf(neededCalls(calls, outputs)).filter((leaf) => {
      return !constants.has(leaf) && (joinedLeaves.has(leaf) || isSmall(leaves[leaf] as TensorType))
    }),
    outputs: outputs.filter((result) => joinedResults.has(result) || isSmall(typeOf(result))),
  }
  const { graph, fed } = new GraphEmitter({ calls, leaves, constants, outputs, packed }, block)
  const whole = (of: number, { shape }: TensorType): Part[] => [{ of, size: sizeOf(shape) }]
  return {
    model: graph.encode(),
    feeds: [...fed].map((of) => ({ name: `l${of}`, of, type: leaves[of] as TensorType })),
    smallIn: new PackedVector(
      packed.leaves.flatMap((leaf) => joinedLeaves.get(leaf) ?? whole(leaf, leaves[leaf] as TensorType)),
    ),
    fetches: single
      .filter((result) => !packed.outputs.includes(result))
      .map((of) => ({ name: `r${of}`, of, type: typeOf(of) })),
    smallOut: new PackedVector(
      packed.outputs.flatMap((result) => joinedResults.get(result) ?? whole(result, typeOf(result))),
    ),
    updates,
  }
}

/** Leaves that the calls take. */
function leavesOf(calls: readonly Call[]): number[] {
  const leaves = calls.flatMap(({ inputs }) => Object.values(inputs).flatMap(({ leaf }) => leaf ?? []))
  return [...new Set(leaves)]
}

import { readSafetensors, writeSafetensors } from '../formats/safetensors.js'
import { stateDict } from '../nn/state-dict.js'
import { type CheckpointFiles, type CheckpointStore, DamagedCheckpoint } from '../rundir/checkpoint-store.js'
import { fileFault } from '../schema/file-fault.js'
import type { Algorithm } from '../training/algorithm.js'
import type { Checkpoint, Snapshot } from '../training/checkpoint.js'
import { parseJson } from '../util/bounded-json.js'
import { ConfigError } from '../util/diagnostic.js'
import { parseExact, stringifyExact } from '../util/exact-json.js'

const MODEL = 'model.safetensors'
const OPTIMIZER = 'optimizer.safetensors'
const GRADIENTS = 'gradients.safetensors'
const STATE = 'state.json'

/** A checkpoint's files: tensors under torch's names, the rest JSON. */
export function encodeCheckpoint({ model, optimizer, gradients, step, snapshot }: Checkpoint): CheckpointFiles {
  const files = new Map<string, Uint8Array>([
    [MODEL, writeSafetensors(model)],
    [OPTIMIZER, writeSafetensors(optimizer)],
    [STATE, Buffer.from(stringifyExact({ step, snapshot }))],
  ])
  if (gradients.size > 0) files.set(GRADIENTS, writeSafetensors(gradients))
  return files
}

/** What a run ends with: weights and the optimizer's state. */
export async function encodeFinal(algorithm: Algorithm): Promise<CheckpointFiles> {
  return new Map([
    [MODEL, writeSafetensors(await stateDict(algorithm))],
    [OPTIMIZER, writeSafetensors(await algorithm.optimizer.stateDict())],
  ])
}

/** @throws DamagedCheckpoint, ConfigError or SyntaxError where the files hold none */
function decodeCheckpoint(files: ReadonlyMap<string, Uint8Array>): Checkpoint {
  const tensors = (name: string) => {
    const bytes = files.get(name)
    if (!bytes) throw new DamagedCheckpoint(`${name} is missing`)
    return readSafetensors(bytes, name).tensors
  }
  const { step, snapshot } = decodeState(files.get(STATE))
  const gradients = files.has(GRADIENTS) ? tensors(GRADIENTS) : new Map()
  return { step, snapshot, model: tensors(MODEL), optimizer: tensors(OPTIMIZER), gradients }
}

function decodeState(bytes: Uint8Array | undefined): { step: number; snapshot: Snapshot } {
  if (!bytes) throw new DamagedCheckpoint(`${STATE} is missing`)
  const text = Buffer.from(bytes).toString('utf8')
  const fault = fileFault('checkpoint-state', parseJson(text))
  if (fault !== undefined) throw new DamagedCheckpoint(`${STATE} is damaged: ${fault}`)
  return parseExact(text) as { step: number; snapshot: Snapshot }
}

export interface FoundCheckpoint {
  /** Null: there is none that can be read. */
  checkpoint: Checkpoint | null
  /** Newer ones that cannot be read, and why. */
  damaged: { name: string; problem: string }[]
}

/**
 * The newest checkpoint that can be read. Changes nothing.
 * @param wanted which ones will do
 */
export function newestCheckpoint(
  store: CheckpointStore,
  wanted: (checkpoint: Checkpoint) => boolean = () => true,
): FoundCheckpoint {
  const damaged: FoundCheckpoint['damaged'] = []
  for (const name of store.steps()) {
    try {
      const checkpoint = decodeCheckpoint(store.read(name))
      if (wanted(checkpoint)) return { checkpoint, damaged }
    } catch (error) {
      const expected =
        error instanceof DamagedCheckpoint || error instanceof ConfigError || error instanceof SyntaxError
      if (!expected) throw error
      damaged.push({ name, problem: error.message })
    }
  }
  return { checkpoint: null, damaged }
}

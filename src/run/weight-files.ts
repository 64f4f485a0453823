import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeSafetensors } from '../formats/safetensors.js'
import { stateDict } from '../nn/state-dict.js'
import { CheckpointStore } from '../rundir/checkpoint-store.js'
import { writeFileAtomic } from '../rundir/write-file.js'
import type { Algorithm } from '../training/algorithm.js'
import type { SaveCheckpoint } from '../training/checkpoint.js'
import { encodeCheckpoint, encodeFinal } from './checkpoint-files.js'

/** Where a run's weights and checkpoints go; nothing is there before the first is saved. */
export class WeightFiles {
  readonly #store: CheckpointStore

  /** @param folder of the checkpoints */
  constructor(
    readonly folder: string,
    private readonly algorithm: Algorithm,
  ) {
    this.#store = new CheckpointStore(folder)
  }

  /** Writes the weights as they are, under torch's names, in torch's layouts. */
  async saveWeights(name: string): Promise<void> {
    const file = join(this.folder, name, 'model.safetensors')
    mkdirSync(dirname(file), { recursive: true })
    writeFileAtomic(file, writeSafetensors(await stateDict(this.algorithm)))
  }

  readonly saveCheckpoint: SaveCheckpoint = async (checkpoint, { last, after }) => {
    await this.#store.saveStep(checkpoint.step, encodeCheckpoint(checkpoint), after)
    if (last) await this.#store.settled()
  }

  /** What a run ends with: weights and the optimizer's state. */
  async saveFinal(): Promise<void> {
    await this.#store.replace('final', await encodeFinal(this.algorithm))
  }

  /** Waits for what is being written. A checkpoint that could not be written was told by whoever waited for it. */
  async settled(): Promise<void> {
    await this.#store.settled().catch(() => {})
  }
}

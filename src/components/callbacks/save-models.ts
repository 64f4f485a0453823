import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { writeSafetensors } from '../../formats/safetensors.js'
import { stateDict } from '../../nn/state-dict.js'
import { writeFileAtomic } from '../../rundir/write-file.js'
import type { Algorithm } from '../../training/algorithm.js'
import type { Callback } from '../../training/callback.js'
import type { TrainerState } from '../../training/trainer-state.js'

/** Keys of `SaveModels`. */
export interface SaveModelsParams {
  /** The folder of the file. */
  save_dir: string
  /** Default: `model.safetensors`. */
  file_name?: string
}

/** Writes the weights once more when training has ended, under a name of their own. */
export class SaveModels implements Callback {
  readonly developmentRun = false
  readonly #folder: string
  readonly #name: string

  constructor({ save_dir, file_name = 'model.safetensors' }: SaveModelsParams) {
    this.#folder = save_dir
    this.#name = file_name
  }

  async onFitEnd(_trainer: TrainerState, algorithm: Algorithm): Promise<void> {
    mkdirSync(this.#folder, { recursive: true })
    writeFileAtomic(join(this.#folder, this.#name), writeSafetensors(await stateDict(algorithm)))
  }
}

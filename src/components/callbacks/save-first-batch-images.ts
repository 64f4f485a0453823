import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { encodePng } from '../../formats/encode-png.js'
import { writeFileAtomic } from '../../rundir/write-file.js'
import type { Algorithm, Batch, Labels, TrainingOutputs } from '../../training/algorithm.js'
import type { Callback } from '../../training/callback.js'
import type { TrainerState } from '../../training/trainer-state.js'
import type { Diagnostic } from '../../util/diagnostic.js'

/** Keys of `SaveFirstBatchImages`. */
export interface SaveFirstBatchImagesParams {
  /** The folder of the files. */
  save_dir: string
  /** What the images' names begin with. Default: `sample`. */
  img_prefix?: string
  /** Name of the file of classes. Default: `labels.txt`. */
  labels_filename?: string
  /** Name of the file of tasks; null: none. Default: `tasks.txt`. */
  task_ids_filename?: string | null
}

/**
 * Saves the images of a training batch as PNG files, with the class and task of each. As in CLArena, whose files these
 * are, each batch writes over the one before: what stays is the last one. So an epoch's last batch is written, and the
 * one with which training ends.
 */
export class SaveFirstBatchImages implements Callback {
  readonly readsStep = false
  readonly #folder: string
  readonly #prefix: string
  readonly #labels: string
  readonly #tasks: string | null
  /** The newest batch, where it is not written: what comes after this callback may end training with it. */
  #newest: Batch | undefined

  constructor({
    save_dir,
    img_prefix = 'sample',
    labels_filename = 'labels.txt',
    task_ids_filename = 'tasks.txt',
  }: SaveFirstBatchImagesParams) {
    this.#folder = save_dir
    this.#prefix = img_prefix
    this.#labels = labels_filename
    this.#tasks = task_ids_filename
  }

  check(sampleShape: readonly number[], path: string): Diagnostic[] {
    const channels = sampleShape[2]
    if (sampleShape.length === 3 && (channels === 1 || channels === 3)) return []
    const message = `${path} saves images of 1 or 3 channels, but samples are ${sampleShape.join('×')}`
    return [{ code: 'invalid-dataset', path, message, hint: 'leave it out' }]
  }

  async onTrainBatchEnd(
    trainer: TrainerState,
    _algorithm: Algorithm,
    _outputs: TrainingOutputs,
    batch: Batch,
    batchIdx: number,
  ): Promise<void> {
    this.#forget()
    if (batchIdx === trainer.numTrainBatches - 1) await this.#save(batch)
    else this.#newest = kept(batch)
  }

  async onTrainEnd(): Promise<void> {
    if (this.#newest) await this.#save(this.#newest)
    this.#forget()
  }

  onException(): void {
    this.#forget()
  }

  #forget(): void {
    for (const part of this.#newest ?? []) if (part && 'dispose' in part) part.dispose()
    this.#newest = undefined
  }

  async #save([x, y, taskIds]: Batch): Promise<void> {
    const [rows = 0, height = 0, width = 0, channels = 0] = x.shape
    mkdirSync(this.#folder, { recursive: true })
    const values = (await x.data()) as Float32Array
    const size = height * width * channels
    const names = Array.from({ length: rows }, (_, row) => `${this.#prefix}_${row}.png`)
    for (const [row, name] of names.entries()) {
      const pixels = bytesOf(values.subarray(row * size, (row + 1) * size), channels)
      writeFileAtomic(join(this.#folder, name), encodePng(pixels, height, width))
    }
    await this.#list(this.#labels, names, y)
    if (this.#tasks !== null) await this.#list(this.#tasks, names, taskIds)
  }

  async #list(file: string, names: readonly string[], labels: Labels): Promise<void> {
    const values = labels instanceof Int32Array ? labels : await labels.data()
    const lines = Array.from(values, (value, i) => `${names[i % names.length]}: ${value}\n`)
    writeFileAtomic(join(this.#folder, file), lines.join(''))
  }
}

/** A batch that stays when training disposes its own. */
function kept([x, y, taskIds]: Batch): Batch {
  const own = (labels: Labels) => (labels instanceof Int32Array ? labels : labels.clone())
  return [x.clone(), own(y), own(taskIds)]
}

/** Torchvision's `save_image`: values from 0 to 1 become bytes, others are cut off; grey is three equal colours. */
function bytesOf(values: Float32Array, channels: number): Uint8Array {
  const bytes = new Uint8Array((values.length / channels) * 3)
  for (let i = 0; i < bytes.length; i++) {
    const value = values[channels === 1 ? Math.floor(i / 3) : i] as number
    bytes[i] = Math.min(255, Math.max(0, Math.fround(Math.fround(value * 255) + 0.5)))
  }
  return bytes
}

import cliProgress from 'cli-progress'
import type { Callback } from '../../training/callback.js'
import type { TrainerState } from '../../training/trainer-state.js'
import { keepBelow } from '../../util/status-line.js'
import { takesEscapes } from '../../util/terminal.js'

/** Keys of `ProgressBar`. */
export interface ProgressBarParams {
  /** Batches between two refreshes of the bar. Default: 1. */
  refresh_rate?: number
  /** Keep each epoch's bar on the screen. Default: false. */
  leave?: boolean
  /** Where the bar is drawn. Default: standard error. */
  stream?: NodeJS.WriteStream
}

/** Fits 80 columns: `Epoch 12/20 ━━━━━━━━━━━━━━━━━━━━ 1234/2109  loss 0.4123  acc 0.8523  eta 12s`. */
const FORMAT = '{title} {bar} {value}/{total}{figures}  eta {eta_formatted}'
const BAR_SIZE = 20
const CLEAR_LINE = '\u001b[2K'
const SAVE_CURSOR = '\u001b7'

/** How far the epoch is: a bar on a terminal, and a line at each epoch's end in the log. */
export class ProgressBar implements Callback {
  readonly #every: number
  readonly #leave: boolean
  readonly #stream: NodeJS.WriteStream
  #bar: cliProgress.SingleBar | undefined
  #noLongerBelow = () => {}
  readonly readsStep = false
  #epochStart = 0
  /** The epoch that is shown. */
  #epoch: number | undefined

  constructor({ refresh_rate = 1, leave = false, stream = process.stderr }: ProgressBarParams = {}) {
    this.#every = Math.max(1, refresh_rate)
    this.#leave = leave
    this.#stream = stream
  }

  onTrainStart(): void {
    this.#epochStart = performance.now()
    this.#epoch = undefined
  }

  onTrainEpochStart(trainer: TrainerState): void {
    this.#epochStart = performance.now()
    this.#epoch = trainer.currentEpoch
    this.#start(trainer, `Epoch ${epochOf(trainer)}`, trainer.numTrainBatches)
  }

  onTrainBatchEnd(trainer: TrainerState): void {
    // A run that goes on may begin within an epoch.
    if (this.#epoch !== trainer.currentEpoch) this.onTrainEpochStart(trainer)
    if ((trainer.batchIdx + 1) % this.#every !== 0) return
    this.#bar?.update(trainer.batchIdx + 1, { figures: figures(trainer, 'train/loss_cls_batch', 'train/acc_batch') })
  }

  onTrainEpochEnd(trainer: TrainerState): void {
    this.#stop()
    if (!trainer.options.enable_progress_bar) return
    const seconds = ((performance.now() - this.#epochStart) / 1000).toFixed(1)
    const train = figures(trainer, 'learning_curve/train/loss_cls', 'learning_curve/train/acc')
    const val = figures(trainer, 'learning_curve/val/loss_cls', 'learning_curve/val/acc')
    trainer.context.log.info(`Epoch ${epochOf(trainer)}  train${train}${val ? `  val${val}` : ''}  ${seconds} s`)
  }

  onTestStart(trainer: TrainerState): void {
    this.#start(trainer, 'Test', sum(trainer.numTestBatches))
  }

  onTestBatchEnd(): void {
    this.#bar?.increment(1)
  }

  onTestEnd(): void {
    this.#stop()
  }

  onException(): void {
    this.#stop()
  }

  #start(trainer: TrainerState, title: string, total: number): void {
    this.#stop()
    if (!trainer.options.enable_progress_bar || !takesEscapes(this.#stream)) return
    const bar = new cliProgress.SingleBar({
      format: FORMAT,
      barsize: BAR_SIZE,
      barCompleteChar: '━',
      barIncompleteChar: '─',
      hideCursor: true,
      clearOnComplete: !this.#leave,
      forceRedraw: true,
      stream: this.#stream,
    })
    bar.start(total, 0, { title, figures: '' })
    this.#bar = bar
    this.#noLongerBelow = keepBelow({
      clear: () => void this.#stream.write(`\r${CLEAR_LINE}`),
      draw: () => {
        // At its end the bar goes back to where it was drawn first: that is here now.
        this.#stream.write(SAVE_CURSOR)
        bar.render()
      },
    })
    process.on('exit', this.#stop)
  }

  /** Also gives the cursor and the wrapping of lines back, where the process ends at once too. */
  readonly #stop = (): void => {
    process.off('exit', this.#stop)
    this.#noLongerBelow()
    this.#bar?.stop()
    this.#bar = undefined
  }
}

function epochOf({ currentEpoch, options }: TrainerState): string {
  return options.max_epochs === -1 ? String(currentEpoch + 1) : `${currentEpoch + 1}/${options.max_epochs}`
}

function figures({ metrics }: TrainerState, lossName: string, accName: string): string {
  const loss = metrics.get(lossName)
  const acc = metrics.get(accName)
  return `${loss === undefined ? '' : `  loss ${loss.toFixed(4)}`}${acc === undefined ? '' : `  acc ${acc.toFixed(4)}`}`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

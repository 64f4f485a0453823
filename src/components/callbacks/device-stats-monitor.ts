import type { Callback } from '../../training/callback.js'
import type { TrainerState } from '../../training/trainer-state.js'

/** Keys of `DeviceStatsMonitor`. */
export interface DeviceStatsMonitorParams {
  /** False: nothing is told, since a run computes on the CPU or tells nothing of its graphics processor. */
  cpu_stats?: boolean | null
}

/**
 * Tells in the log, at each epoch's end, how busy the process was. These are no metrics: they would differ wherever a
 * run is reproduced.
 */
export class DeviceStatsMonitor implements Callback {
  readonly #wanted: boolean
  #since = { at: 0, cpu: process.cpuUsage() }

  constructor({ cpu_stats = null }: DeviceStatsMonitorParams = {}) {
    this.#wanted = cpu_stats ?? true
  }

  onTrainEpochStart(): void {
    this.#since = { at: performance.now(), cpu: process.cpuUsage() }
  }

  onTrainEpochEnd(trainer: TrainerState): void {
    if (!this.#wanted) return
    const { user, system } = process.cpuUsage(this.#since.cpu)
    const share = (user + system) / 1000 / Math.max(1, performance.now() - this.#since.at)
    const memory = process.memoryUsage().rss / 1024 ** 2
    const line = `CPU ${(100 * share).toFixed(0)} % of a core, memory ${memory.toFixed(0)} MiB`
    trainer.context.log.info(`Devices in epoch ${trainer.currentEpoch + 1}: ${line}`)
  }
}

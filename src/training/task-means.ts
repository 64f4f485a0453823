import { RunningMean } from './metric.js'

/** A mean for each task, and their average. */
export class TaskMeans {
  #means = new Map<number, RunningMean>()

  constructor(tasks: readonly number[] = []) {
    this.reset(tasks)
  }

  /** Starts afresh with these tasks. */
  reset(tasks: readonly number[]): void {
    this.#means = new Map(tasks.map((taskId) => [taskId, new RunningMean()]))
  }

  /** Starts afresh with the same tasks. */
  restart(): void {
    for (const mean of this.#means.values()) mean.reset()
  }

  /** Whether these are the tasks it measures. */
  covers(tasks: readonly number[]): boolean {
    return tasks.length === this.#means.size && tasks.every((taskId) => this.#means.has(taskId))
  }

  update(taskId: number, value: number, weight: number): void {
    this.#means.get(taskId)?.update(value, weight)
  }

  /** Each task's mean, in the order of the tasks; tasks that had no rows are left out. */
  compute(): Map<number, number> {
    const means = new Map<number, number>()
    for (const [taskId, mean] of this.#means) {
      const value = mean.compute()
      if (value !== null) means.set(taskId, value)
    }
    return means
  }

  /** The mean over the tasks that had rows, each weighing the same; null where none had. */
  average(): number | null {
    const mean = new RunningMean()
    for (const value of this.compute().values()) mean.update(value)
    return mean.compute()
  }

  state(): unknown {
    return Array.from(this.#means, ([taskId, mean]) => [taskId, mean.state()])
  }

  load(state: unknown): void {
    const entries = state as [number, [number, number]][]
    this.reset(entries.map(([taskId]) => taskId))
    for (const [taskId, sums] of entries) this.#means.get(taskId)?.load(sums)
  }
}

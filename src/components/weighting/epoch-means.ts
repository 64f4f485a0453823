/** The mean loss of each task over the steps of an epoch in which it was present, by lane. */
export class EpochMeans {
  #sums: number[] = []
  #counts: number[] = []

  add(losses: ReadonlyMap<number, number>): void {
    for (const [lane, loss] of losses) {
      this.#sums[lane] = (this.#sums[lane] ?? 0) + loss
      this.#counts[lane] = (this.#counts[lane] ?? 0) + 1
    }
  }

  /** The means of so many tasks, null for those without a step; starts afresh. */
  take(tasks: number): (number | null)[] {
    const means = Array.from({ length: tasks }, (_, lane) => {
      const count = this.#counts[lane] ?? 0
      return count === 0 ? null : (this.#sums[lane] as number) / count
    })
    this.load([[], []])
    return means
  }

  state(): [sums: number[], counts: number[]] {
    return [Array.from(this.#sums, (sum) => sum ?? 0), Array.from(this.#counts, (count) => count ?? 0)]
  }

  load([sums, counts]: readonly [readonly number[], readonly number[]]): void {
    this.#sums = [...sums]
    this.#counts = [...counts]
  }
}

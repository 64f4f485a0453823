/** A job that runs. */
interface RunningJob {
  began: number
  /** How much of it was done before, of 1: less than 1. */
  from: number
  /** How much of it is done, of 1, and when that was heard; undefined where nobody knows. */
  heard: { share: number; at: number } | undefined
}

/** Less than this is not told. */
const LEAST = 100

/** Tells how long a sweep will take, by how long its jobs took, and how far those are that run. Times in ms. */
export class SweepPace {
  readonly #running = new Map<number, RunningJob>()
  #took = 0
  #ended = 0
  /** Most jobs at the same time, so far. */
  #slots = 1

  /** @param from how much of the job was done before, of 1 */
  start(num: number, now: number, from = 0): void {
    this.#running.set(num, { began: now, from: from < 1 ? from : 0, heard: undefined })
    this.#slots = Math.max(this.#slots, this.#running.size)
  }

  /** @param share how much of the job is done, of 1 */
  report(num: number, share: number, now: number): void {
    const job = this.#running.get(num)
    if (job) job.heard = { share: Math.min(1, share), at: now }
  }

  end(num: number, now: number): void {
    const job = this.#running.get(num)
    if (!job) return
    this.#running.delete(num)
    this.#took += (now - job.began) / (1 - job.from)
    this.#ended++
  }

  /** How long a job takes that runs. */
  took(num: number, now: number): number {
    return now - (this.#running.get(num)?.began ?? now)
  }

  /**
   * What is left of the sweep; undefined where that cannot be known.
   * @param left how many jobs have not ended, those that run among them
   */
  remaining(left: number, now: number): number | undefined {
    const running = [...this.#running.values()]
    const length = this.#lengthOfJob(running)
    if (left <= 0 || length === undefined) return undefined
    const rests = running.map((job) => restOf(job, length, now))
    const waiting = Math.max(0, left - running.length)
    const all = rests.reduce((sum, rest) => sum + rest, waiting * length)
    const rest = Math.max(all / this.#slots, ...rests)
    // Whoever takes longer than the others did may end at any time.
    return rest >= LEAST ? rest : undefined
  }

  /** By those that have ended; before that, by those that run. */
  #lengthOfJob(running: readonly RunningJob[]): number | undefined {
    if (this.#ended > 0) return this.#took / this.#ended
    const lengths = running.flatMap((job) => wholeOf(job) ?? [])
    return lengths.length > 0 ? lengths.reduce((sum, each) => sum + each) / lengths.length : undefined
  }
}

function restOf(job: RunningJob, length: number, now: number): number {
  const { began, from } = job
  return Math.max(0, began + (wholeOf(job) ?? length) * (1 - from) - now)
}

/** How long a job takes from its first step, by what was heard of it. */
function wholeOf({ began, from, heard }: RunningJob): number | undefined {
  return heard && heard.share > from ? (heard.at - began) / (heard.share - from) : undefined
}

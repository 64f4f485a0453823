import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { writeFileAtomic } from '../../rundir/write-file.js'
import { rowTimesPath } from '../../runs/row-times.js'

/**
 * When the rows of a log were logged: a line for each in a file of its own, so that logs of the same run made twice are
 * the same.
 */
export class RowTimes {
  readonly #path: string
  #waiting: string[] = []

  /** @param log the file whose rows they are of */
  constructor(log: string) {
    this.#path = rowTimesPath(log)
  }

  add(): void {
    this.#waiting.push(`${Date.now()}\n`)
  }

  flush(): void {
    const lines = this.#waiting.join('')
    this.#waiting = []
    appendFileSync(this.#path, lines)
  }

  remove(): void {
    rmSync(this.#path, { force: true })
  }

  /** Cuts the file to the first rows; of rows that it does not know, lines are empty. */
  cut(rows: number): void {
    const known = this.#read().split('\n').slice(0, -1)
    const lines = Array.from({ length: rows }, (_, row) => `${known[row] ?? ''}\n`)
    writeFileAtomic(this.#path, lines.join(''))
  }

  #read(): string {
    try {
      return readFileSync(this.#path, 'latin1')
    } catch {
      // Earlier versions did not write it.
      return ''
    }
  }
}

import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { CSVLogger } from '../../../src/components/loggers/csv-logger.js'
import { JSONLinesLogger } from '../../../src/components/loggers/json-lines-logger.js'
import { readMetrics } from '../../../src/runs/index.js'
import { RunError } from '../../../src/util/run-error.js'
import { runRecord } from '../../helpers/run-record.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Rows with columns that come late, one of them with a comma in its name. */
const rows = Array.from({ length: 9 }, (_, step) => ({
  loss: 1 / (step + 1),
  ...(step > 2 && { 'a,"b"': step }),
  ...(step > 6 && { late: -step }),
}))

/** The run's directory in which a log lies. */
function runWith(log: string): string {
  writeFileSync(join(dirname(log), 'run.json'), JSON.stringify(runRecord()))
  return dirname(log)
}

describe.each([
  ['CSVLogger', CSVLogger],
  ['JSONLinesLogger', JSONLinesLogger],
])('%s of a run that goes on', (name, Logger) => {
  const make = (folder: string, every: number) =>
    new Logger({ save_dir: join(root, name, folder), flush_logs_every_n_steps: every })
  const log = (logger: CSVLogger | JSONLinesLogger, from: number, to: number) => {
    for (let step = from; step < to; step++) logger.logMetrics(rows[step] as Record<string, number>, { step, epoch: 0 })
  }
  const whole = make('whole', 1)
  log(whole, 0, rows.length)
  const expected = readFileSync(whole.path, 'utf8')

  test.each([1, 2, 100])('ends as if it had never stopped, at any row, writing %i at once', async (every) => {
    for (let stop = 0; stop <= rows.length; stop++) {
      const first = make(`${every}-${stop}`, every)
      log(first, 0, stop)
      const state = JSON.parse(JSON.stringify(first.stateDict()))
      await first.sync()
      log(first, stop, rows.length)
      // killed in the middle of a line
      if (stop > 0) appendFileSync(first.path, '7,7')
      const second = make(`${every}-${stop}`, every)
      second.loadStateDict(state)
      log(second, stop, rows.length)
      second.finalize()
      expect(readFileSync(second.path, 'utf8'), `stopped after ${stop} rows`).toBe(expected)
      const times = readFileSync(`${second.path}.times`, 'utf8').split('\n').slice(0, -1)
      expect(times.length).toBe(rows.length)
      expect(times.every((time) => Math.abs(Number(time) - Date.now()) < 60_000)).toBe(true)
    }
  })

  test('begins anew where there was no checkpoint', () => {
    const first = make('anew', 1)
    log(first, 0, 3)
    const second = make('anew', 1)
    second.loadStateDict(null)
    log(second, 0, rows.length)
    expect(readFileSync(second.path, 'utf8')).toBe(expected)
  })

  test('of an earlier version goes on: when its rows were logged is not known', () => {
    const first = make('earlier', 1)
    log(first, 0, 3)
    rmSync(`${first.path}.times`)
    const second = make('earlier', 1)
    second.loadStateDict(first.stateDict())
    log(second, 3, rows.length)
    expect(readFileSync(second.path, 'utf8')).toBe(expected)
    const loss = readMetrics(runWith(second.path)).get('loss')
    expect(loss?.times?.map(Number.isFinite)).toEqual(rows.map((_, row) => row >= 3))
  })

  test('is refused where the file lost what was logged, and the file stays as it is', () => {
    const first = make('lost', 1)
    log(first, 0, 5)
    truncateSync(first.path, 40)
    expect(() => make('lost', 1).loadStateDict(first.stateDict())).toThrow(RunError)
    expect(readFileSync(first.path).length).toBe(40)
    rmSync(first.path)
    expect(() => make('lost', 1).loadStateDict(first.stateDict())).toThrow(
      /lost\/metrics\.\w+' has 0 (rows|bytes), but /,
    )
  })
})

import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { Logger } from '../training/logger.js'
import type { Check } from './check.js'

/** How what a logger wrote is read back. */
export interface LoggerCheckOptions {
  /**
   * What the loggers of a folder wrote, to be compared: equal where the same rows were logged, without times and the
   * like. May be async. Default: the bytes of the folder's files.
   */
  read?: (folder: string) => unknown
}

interface Row {
  metrics: Readonly<Record<string, number>>
  at: { step: number; epoch?: number }
}

/** Hard cases: names that come late, names to be quoted in a table, numbers that JSON lacks, rows without an epoch. */
const rows: readonly Row[] = [
  { metrics: { 'lr-SGD': 0.1 }, at: { step: 0 } },
  { metrics: { 'train/loss_batch': 2.5, 'train/acc_batch': 0.25 }, at: { step: 0, epoch: 0 } },
  { metrics: { 'a,"b"': -1e-8 }, at: { step: 1, epoch: 0 } },
  { metrics: { 'train/loss_batch': Number.NaN }, at: { step: 2, epoch: 0 } },
  { metrics: { 'train/loss_batch': Number.POSITIVE_INFINITY, 'lr-SGD': 0 }, at: { step: 3, epoch: 1 } },
  { metrics: { 'task/val/acc_1': 1, 'task/val/acc_2': 0.5 }, at: { step: 4, epoch: 1 } },
]

/**
 * What every logger must hold, wherever it takes metrics: it takes any row, has all in place when it is told to, and in
 * a run that goes on ends as if the run had never stopped, where it keeps a state.
 * @param make a new logger that writes below this folder.
 */
export function loggerChecks(make: (folder: string) => Logger, { read = bytes }: LoggerCheckOptions = {}): Check[] {
  /** What is there after these rows, logged and finalized in one go. */
  const expected = (count: number) =>
    inFolder(async (folder) => {
      const logger = make(folder)
      await log(logger, 0, count)
      await logger.finalize?.('success')
      return await read(folder)
    })
  return [
    {
      name: 'takes hyperparameters and any row, and is finalized after training and again after a test',
      run: () =>
        inFolder(async (folder) => {
          const logger = make(folder)
          await logger.logHyperparams?.({ 'optimizer.lr': 0.1, 'backbone.hidden_dims': [64], note: null })
          await log(logger, 0, rows.length)
          await logger.finalize?.('success')
          const before = await read(folder)
          await logger.finalize?.('success')
          assert.deepEqual(await read(folder), before, 'after it was finalized again')
        }),
    },
    {
      name: 'writes the same for the same rows, and something else for more',
      async run() {
        const whole = await expected(rows.length)
        assert.deepEqual(await expected(rows.length), whole)
        assert.notDeepEqual(await expected(rows.length - 1), whole, 'without the last row')
      },
    },
    {
      name: 'goes on after it was finalized',
      run: () =>
        inFolder(async (folder) => {
          const logger = make(folder)
          await log(logger, 0, 2)
          await logger.finalize?.('success')
          await log(logger, 2, rows.length)
          await logger.finalize?.('success')
          assert.deepEqual(await read(folder), await expected(rows.length))
        }),
    },
    {
      name: 'has everything in its place when sync returns',
      run: () =>
        inFolder(async (folder) => {
          const logger = make(folder)
          if (!logger.sync) return
          await log(logger, 0, rows.length)
          await logger.sync()
          assert.deepEqual(await read(folder), await expected(rows.length))
        }),
    },
    {
      name: 'ends as if its run had never stopped, wherever that was, by a state that is JSON',
      async run() {
        for (let stop = 0; stop <= rows.length; stop++) {
          await inFolder(async (folder) => {
            const first = make(folder)
            if (!first.stateDict || !first.loadStateDict) return
            await log(first, 0, stop)
            const state = first.stateDict()
            const saved = JSON.parse(JSON.stringify(state))
            assert.deepEqual(saved, state, 'the state, written as JSON and read back')
            await first.sync?.()
            // What was logged after the checkpoint is taken back.
            await log(first, stop, rows.length)
            await first.sync?.()
            await goOn(make(folder), saved, stop)
            assert.deepEqual(await read(folder), await expected(rows.length), `stopped after ${stop} rows`)
          })
        }
      },
    },
    {
      name: 'takes everything back where its run begins anew',
      run: () =>
        inFolder(async (folder) => {
          const first = make(folder)
          if (!first.loadStateDict) return
          await log(first, 0, 3)
          await first.finalize?.('interrupted')
          await goOn(make(folder), null, 0)
          assert.deepEqual(await read(folder), await expected(rows.length))
        }),
    },
  ]
}

async function log(logger: Logger, from: number, to: number): Promise<void> {
  for (const { metrics, at } of rows.slice(from, to)) await logger.logMetrics(metrics, at)
}

async function goOn(logger: Logger, state: unknown, from: number): Promise<void> {
  logger.loadStateDict?.(state)
  await log(logger, from, rows.length)
  await logger.finalize?.('success')
}

async function inFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'polyhead-logger-'))
  try {
    return await body(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function bytes(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort()
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path, 'latin1')]))
}

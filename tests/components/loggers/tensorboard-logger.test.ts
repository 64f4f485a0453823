import { execFileSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { TensorBoardLogger } from '../../../src/components/loggers/tensorboard-logger.js'
import { loggerChecks } from '../../../src/testing/index.js'
import { required } from '../../helpers/required.js'
import { testAll } from '../../helpers/test-all.js'
import { readEvents } from './read-events.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(root, { recursive: true }))

const python = process.env.POLYHEAD_PYTHON ?? 'python3'

function hasTensorBoard(): boolean {
  try {
    execFileSync(python, ['-c', 'import tensorboard'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Prints every scalar that TensorBoard finds, as `{tag: [[step, value]]}`. */
const readBack = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1], size_guidance={'scalars': 0})
events.Reload()
print(json.dumps({tag: [[e.step, e.value] for e in events.Scalars(tag)] for tag in events.Tags()['scalars']}))
`

describe.skipIf(!hasTensorBoard() && !required('tensorboard'))(
  'TensorBoardLogger (TensorBoard: POLYHEAD_PYTHON)',
  () => {
    test('TensorBoard reads every scalar that was logged', () => {
      const save_dir = join(root, 'tensorboard')
      const logger = new TensorBoardLogger({ save_dir, flush_logs_every_n_steps: 7 })
      const expected: Record<string, [number, number][]> = {
        'lr-SGD': [[0, 0.5]],
        epoch: [],
        'train/loss_cls_batch': [],
      }
      logger.logMetrics({ 'lr-SGD': 0.5 }, { step: 0 })
      for (let step = 0; step < 50; step++) {
        const epoch = Math.floor(step / 20)
        logger.logMetrics({ 'train/loss_cls_batch': 1 / (step + 1) }, { step, epoch })
        expected.epoch?.push([step, epoch])
        expected['train/loss_cls_batch']?.push([step, Math.fround(1 / (step + 1))])
      }
      logger.finalize()
      expect(JSON.parse(execFileSync(python, ['-c', readBack, save_dir], { encoding: 'utf8' }))).toEqual(expected)
    })

    test('of a run that goes on, TensorBoard forgets what was logged after the checkpoint, also where the clock was set back', () => {
      const save_dir = join(root, 'resumed')
      const options = { save_dir, flush_logs_every_n_steps: 1 }
      const first = new TensorBoardLogger(options)
      for (let step = 0; step < 5; step++) first.logMetrics({ loss: step }, { step })
      const state = first.stateDict()
      for (let step = 5; step < 9; step++) first.logMetrics({ loss: -1 }, { step })
      const later = basename(first.path as string).replace(/\d+/, (seconds) => String(Number(seconds) + 3600))
      renameSync(first.path as string, join(save_dir, later))
      const second = new TensorBoardLogger(options)
      second.loadStateDict(state)
      for (let step = 5; step < 7; step++) second.logMetrics({ loss: step }, { step })
      const found = JSON.parse(execFileSync(python, ['-c', readBack, save_dir], { encoding: 'utf8' }))
      expect(found).toEqual({ loss: [0, 1, 2, 3, 4, 5, 6].map((step) => [step, step]) })
    })
  },
)

test('TensorBoardLogger makes no file before there is something to write', () => {
  const logger = new TensorBoardLogger({ save_dir: join(root, 'nothing') })
  logger.finalize()
  expect(logger.path).toBeUndefined()
  logger.logMetrics({ a: 1 }, { step: 0 })
  logger.finalize()
  expect(logger.path).toMatch(/events\.out\.tfevents\.\d+\./)
})

for (const flush_logs_every_n_steps of [1, 100]) {
  const make = (save_dir: string) => new TensorBoardLogger({ save_dir, flush_logs_every_n_steps })
  const checks = loggerChecks(make, { read: readEvents })
  testAll(`TensorBoardLogger that writes ${flush_logs_every_n_steps} rows at once, as every logger`, checks)
}

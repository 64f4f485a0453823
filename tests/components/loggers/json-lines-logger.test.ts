import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { JSONLinesLogger } from '../../../src/components/loggers/json-lines-logger.js'
import { loggerChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { readLog } from './read-log.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(root, { recursive: true }))

test('JSONLinesLogger writes an object a line, and numbers that JSON lacks as strings', () => {
  const logger = new JSONLinesLogger({ save_dir: join(root, 'run'), flush_logs_every_n_steps: 2 })
  logger.logMetrics({ 'lr-SGD': 0.1 }, { step: 0 })
  logger.logMetrics({ loss: Number.NaN, acc: 0.5 }, { step: 1, epoch: 0 })
  logger.logMetrics({ loss: Number.NEGATIVE_INFINITY }, { step: 2, epoch: 0 })
  logger.finalize()
  const lines = readFileSync(logger.path, 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { step: 0, 'lr-SGD': 0.1 },
    { step: 1, epoch: 0, loss: 'NaN', acc: 0.5 },
    { step: 2, epoch: 0, loss: '-Infinity' },
  ])
})

testAll(
  'JSONLinesLogger, as every logger',
  loggerChecks((folder) => new JSONLinesLogger({ save_dir: folder }), { read: readLog('metrics.jsonl') }),
)
testAll(
  'JSONLinesLogger that writes each row at once, as every logger',
  loggerChecks((folder) => new JSONLinesLogger({ save_dir: folder, flush_logs_every_n_steps: 1 }), {
    read: readLog('metrics.jsonl'),
  }),
)

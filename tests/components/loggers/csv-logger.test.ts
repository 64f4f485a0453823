import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { CSVLogger } from '../../../src/components/loggers/csv-logger.js'
import { readMetricsTable } from '../../../src/runs/metric-series.js'
import { loggerChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { readLog } from './read-log.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(root, { recursive: true }))

let count = 0
const folder = () => join(root, String(count++))
const read = (logger: CSVLogger) => readFileSync(logger.path, 'utf8')

describe('CSVLogger', () => {
  test("columns are sorted, cells without a value are empty, as Lightning's", () => {
    const logger = new CSVLogger({ save_dir: folder() })
    logger.logMetrics({ 'lr-SGD': 0.1 }, { step: 0 })
    logger.logMetrics({ 'train/loss': 2.5, 'train/acc': 0.25 }, { step: 0, epoch: 0 })
    logger.finalize()
    expect(read(logger)).toBe('epoch,lr-SGD,step,train/acc,train/loss\n,0.1,0,,\n0,,0,0.25,2.5\n')
  })

  test('a column that comes late is put in its place, in the rows that were written before too', () => {
    const late = new CSVLogger({ save_dir: folder(), flush_logs_every_n_steps: 1 })
    const early = new CSVLogger({ save_dir: folder() })
    for (const logger of [late, early]) {
      logger.logMetrics({ b: 1 }, { step: 0 })
      logger.logMetrics({ a: 2, c: 3 }, { step: 1, epoch: 0 })
      logger.logMetrics({ b: 4 }, { step: 2 })
      logger.finalize()
    }
    expect(read(late)).toBe('a,b,c,epoch,step\n,1,,,0\n2,,3,0,1\n,4,,,2\n')
    expect(read(early)).toBe(read(late))
  })

  test("a name, or a version, asks for Lightning's folders, with the hyperparameters beside the table", () => {
    const save_dir = folder()
    const places = [
      [{ name: 'logs' }, 'logs/version_0'],
      [{ name: 'logs', version: 3 }, 'logs/version_3'],
      [{ name: '', version: 'mine' }, 'mine'],
      [{ version: 1 }, 'version_1'],
    ] as const
    for (const [names, place] of places) {
      const logger = new CSVLogger({ save_dir, ...names })
      logger.logHyperparams({ 'optimizer.lr': 0.1, dims: [2, 3] })
      logger.logMetrics({ a: 1 }, { step: 0 })
      logger.finalize()
      expect(readFileSync(join(save_dir, place, 'metrics.csv'), 'utf8')).toBe('a,step\n1,0\n')
      expect(readFileSync(join(save_dir, place, 'hparams.yaml'), 'utf8')).toBe('optimizer.lr: 0.1\ndims:\n- 2\n- 3\n')
    }
    new CSVLogger({ save_dir }).logHyperparams({ a: 1 })
    expect(existsSync(join(save_dir, 'hparams.yaml'))).toBe(false)
  })

  test('writes as many rows at once as it is told to', () => {
    const logger = new CSVLogger({ save_dir: folder(), flush_logs_every_n_steps: 2 })
    logger.logMetrics({ a: 1 }, { step: 0 })
    expect(() => read(logger)).toThrow('ENOENT')
    logger.logMetrics({ a: 2 }, { step: 1 })
    expect(read(logger)).toBe('a,step\n1,0\n2,1\n')
  })

  test('writes a row that waits within a second, and what is wrong with that ends the run where it logs next', async () => {
    const logger = new CSVLogger({ save_dir: folder() })
    logger.logMetrics({ a: 1 }, { step: 0 })
    await expect.poll(() => existsSync(logger.path)).toBe(true)
    expect(read(logger)).toBe('a,step\n1,0\n')
    const lost = new CSVLogger({ save_dir: join(logger.path, 'no-folder') })
    lost.logMetrics({ a: 1 }, { step: 0 })
    await new Promise((later) => setTimeout(later, 1500))
    expect(() => lost.finalize()).toThrow('ENOTDIR')
  })

  test('starts its file anew, and goes on after it was finalized', () => {
    const save_dir = folder()
    const first = new CSVLogger({ save_dir })
    first.logMetrics({ old: 1 }, { step: 0 })
    first.finalize()
    const second = new CSVLogger({ save_dir })
    second.logMetrics({ a: 1 }, { step: 0 })
    second.finalize()
    second.logMetrics({ a: 2 }, { step: 1 })
    second.finalize()
    expect(read(second)).toBe('a,step\n1,0\n2,1\n')
  })

  test('goes on with a table without writing it again, unless columns came since', () => {
    const logger = new CSVLogger({ save_dir: folder(), flush_logs_every_n_steps: 1 })
    for (const step of [0, 1]) logger.logMetrics({ 'a,b': step }, { step })
    const state = logger.stateDict()
    const { ino } = statSync(logger.path)
    appendFileSync(logger.path, `${'1,2\n'.repeat(1_000_000)}3`)
    logger.loadStateDict(state)
    expect(read(logger)).toBe('"a,b",step\n0,0\n1,1\n')
    expect(statSync(logger.path).ino).toBe(ino)
    logger.logMetrics({ late: 3 }, { step: 2 })
    logger.loadStateDict(state)
    expect(read(logger)).toBe('"a,b",step\n0,0\n1,1\n')
    logger.logMetrics({ 'a,b': 4 }, { step: 3 })
    expect(read(logger)).toBe('"a,b",step\n0,0\n1,1\n4,3\n')
    expect(() => logger.loadStateDict({ ...state, rows: 5 })).toThrow('has 3 rows, but 5 were logged')
  })

  test('leaves a file alone while it has nothing to write', () => {
    const logger = new CSVLogger({ save_dir: root, file_name: 'kept.csv' })
    writeFileSync(logger.path, 'kept')
    logger.finalize()
    expect(read(logger)).toBe('kept')
  })

  test('puts its prefix before the names of metrics, not before step and epoch', () => {
    const logger = new CSVLogger({ save_dir: folder(), prefix: 'run1' })
    logger.logMetrics({ a: 1 }, { step: 0, epoch: 3 })
    logger.finalize()
    expect(read(logger)).toBe('epoch,run1-a,step\n3,1,0\n')
  })
  test('names with commas, quotes, line breaks and signs of formulas shift no columns: all readers get them back', () => {
    const names = ['a,b', 'say "x"', 'two\nlines', '=1+1', "'=1+1", ' x']
    const logger = new CSVLogger({ save_dir: folder(), flush_logs_every_n_steps: 1 })
    for (const [step, name] of names.entries()) logger.logMetrics({ [name]: step + 0.5 }, { step })
    const state = logger.stateDict()
    logger.logMetrics({ late: 1 }, { step: 9 })
    const again = new CSVLogger({ save_dir: dirname(logger.path) })
    again.loadStateDict(state)
    again.logMetrics({ 'a,b': 7 }, { step: 10 })
    again.finalize()
    const curves = readMetricsTable(readFileSync(logger.path), logger.path)
    expect(new Set(curves.keys())).toEqual(new Set(names))
    for (const [step, name] of names.entries()) {
      const late = step === 0 ? [10, 7] : []
      expect(curves.get(name)).toMatchObject({
        steps: [step, ...late.slice(0, 1)],
        values: [step + 0.5, ...late.slice(1)],
      })
    }
  })
})

testAll(
  'CSVLogger, as every logger',
  loggerChecks((folder) => new CSVLogger({ save_dir: folder }), { read: readLog('metrics.csv') }),
)
testAll(
  'CSVLogger that writes each row at once, as every logger',
  loggerChecks((folder) => new CSVLogger({ save_dir: folder, flush_logs_every_n_steps: 1 }), {
    read: readLog('metrics.csv'),
  }),
)

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readLedger } from '../../src/sweep/ledger.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const time = '2026-01-01T00:00:00.000Z'
const job = { num: 0, overrides: ['optimizer.lr=0.1'], dir: '0' }
const proposed = { event: 'proposed', ...job, time }
const definition = {
  polyhead: '1',
  program: 'polyhead',
  now: time,
  cwd: '/',
  configName: null,
  overrides: [],
  named: '',
}

/** Lines that a sweep would not have written, each of which has what the others lack. */
const WRONG: readonly (readonly [what: string, line: unknown])[] = [
  ['a list', []],
  ['an event that there is not', { event: 'toString', time }],
  ['no time', { event: 'resumed' }],
  ['a time that is none', { event: 'resumed', time: 'soon' }],
  ['a time that no zone can tell', { event: 'resumed', time: '+275760-09-13T00:00:00.000Z' }],
  ['no definition', { event: 'defined', files: {}, time }],
  [
    'a definition that is no text',
    { event: 'defined', definition: { ...definition, cwd: { toString: 1 } }, files: {}, time },
  ],
  ['checksums that are none', { event: 'defined', definition, files: null, time }],
  ['overrides that are numbers', { event: 'added', overrides: [1], time }],
  ['no directory', { event: 'proposed', num: 0, overrides: [], time }],
  ['a directory with a null character', { ...proposed, dir: '0\0' }],
  ['a number that is too large', { ...proposed, num: 2 ** 60 }],
  ['no process', { event: 'started', num: 0, attempt: 1, time }],
  ['a process that is a number', { event: 'started', num: 0, attempt: 1, worker: 1, time }],
  ['no metrics', { event: 'reported', num: 0, step: 1, time }],
  ['metrics that are texts', { event: 'reported', num: 0, step: 1, metrics: { acc: 'x' }, time }],
  ['a step that is none', { event: 'reported', num: 0, step: '1', metrics: {}, time }],
  ['an end without metrics', { event: 'done', num: 0, summary: '', time }],
  ['an end without a summary', { event: 'pruned', num: 0, metrics: {}, time }],
  ['a failure without a reason', { event: 'failed', num: 0, error: null, time }],
  ['a loss without a reason', { event: 'lost', num: 0, time }],
]

describe('a line that no sweep has written is told by its number', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'polyhead-ledger-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each(WRONG)('%s', (_, line) => {
    const file = join(folder, 'ledger.jsonl')
    writeFileSync(file, [proposed, line].map((each) => `${JSON.stringify(each)}\n`).join(''))
    expect(() => readLedger(file)).toThrow(ConfigError)
    expect(() => readLedger(file)).toThrow(/line 2 of .* is not a line of a sweep's ledger/)
  })
})

describe("commands on a stranger's sweep say what is wrong with it", () => {
  let project: Project
  beforeAll(async () => {
    project = new Project('small-project')
    const sweep = await commandLine(project.dir, [
      '-m',
      'train_tasks=1',
      '+trainer.fast_dev_run=true',
      'seed=1,2',
      'hydra.sweep.dir=sweep',
    ])
    expect(sweep.code, sweep.stderr).toBe(0)
  })
  afterAll(() => project.remove())

  test.each([
    ['report', WRONG.slice(3, 21)],
    ['resume', WRONG.slice(3, 21)],
  ])('%s', async (command, lines) => {
    const ledger = project.read('sweep/ledger.jsonl')
    const before = project.files()
    try {
      for (const [what, line] of lines.filter((_, i) => i % 5 === 0)) {
        project.write('sweep/ledger.jsonl', `${ledger}${JSON.stringify(line)}\n`)
        const { code, stderr } = await commandLine(project.dir, [command, 'sweep'])
        expect([what, code]).toEqual([what, 2])
        expect(stderr).toContain("is not a line of a sweep's ledger")
        expect(project.files()).toEqual(before)
      }
    } finally {
      project.write('sweep/ledger.jsonl', ledger)
    }
  })
})

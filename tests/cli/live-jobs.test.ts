import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Flags } from '../../src/cli/arguments/flags.js'
import { JobLabels } from '../../src/cli/sweeps/job-label.js'
import { duration, jobLine, LiveJobs, shortMetrics } from '../../src/cli/sweeps/live-jobs.js'
import { SweepPace } from '../../src/cli/sweeps/sweep-pace.js'
import { SweepTeller } from '../../src/cli/sweeps/sweep-teller.js'
import { parseOverride } from '../../src/compose/override/index.js'
import type { JobDocument } from '../../src/sweep/job-document.js'
import { Project } from '../helpers/project.js'
import { hasTerminal, Terminal } from '../helpers/terminal.js'
import { jobApp } from '../sweep/job-app.js'

const library = new URL('../../dist/index.js', import.meta.url).href
const SWEEP = 'app.mjs -m hydra/launcher=local hydra.launcher.slots=2 hydra.sweep.dir=mr x=1,2,3'

let app: Project
beforeEach(() => {
  app = new Project().write('app.mjs', jobApp(library)).write('conf/config.yaml', 'x: 0\nsteps: 2\ntwo: false\n')
})
afterEach(() => app.remove())

test('times and figures are short', () => {
  expect([8300, 125_000, 3_840_000].map(duration)).toEqual(['8.3 s', '2 m 05 s', '1 h 04 m'])
  expect(shortMetrics({ 'learning_curve/val/acc': 0.912345, 'val/loss': 1e-7, more: 1 })).toEqual([
    'acc 0.9123',
    'loss 1e-7',
  ])
})

describe('what is left of a sweep', () => {
  test('counts how far the jobs are that run, before the first has ended', () => {
    const pace = new SweepPace()
    expect(pace.remaining(4, 0)).toBeUndefined()
    pace.start(0, 0)
    pace.start(1, 0)
    expect(pace.remaining(4, 1000)).toBeUndefined()
    pace.report(0, 0.25, 1000)
    pace.report(1, 0.25, 1000)
    // two that have 3 s to go, and two of 4 s, on two slots
    expect(pace.remaining(4, 1000)).toBe(7000)
    expect(pace.remaining(4, 2000)).toBe(6000)
  })

  test('is what the last job still needs, and not as much as a whole one', () => {
    const pace = new SweepPace()
    for (const num of [0, 1]) pace.start(num, 0)
    pace.end(0, 4000)
    pace.start(2, 4000)
    pace.end(1, 4000)
    expect(pace.remaining(1, 5000)).toBe(3000)
    expect(pace.remaining(1, 9000)).toBeUndefined()
    pace.report(2, 0.5, 9000)
    expect(pace.remaining(1, 10_000)).toBe(4000)
    pace.end(2, 14_000)
    expect(pace.remaining(0, 14_000)).toBeUndefined()
  })
})

test('a job that goes on is timed, and shown, from where it was', async () => {
  const pace = new SweepPace()
  pace.start(0, 0, 0.5)
  pace.report(0, 0.75, 1000)
  expect(pace.remaining(1, 1000)).toBe(1000)
  pace.end(0, 2000)
  pace.start(1, 2000)
  expect(pace.remaining(1, 2000)).toBe(4000)
  const drawn: string[] = []
  const stream = { columns: 80, rows: 24, write: (text: string) => drawn.push(text) } as unknown as NodeJS.WriteStream
  const live = new LiveJobs(stream, new JobLabels([]), () => undefined)
  live.start({ num: 0, overrides: ['x=1'] }, 20, 7)
  await vi.waitFor(() => expect(drawn.join('')).toContain(' 7/20  '))
  live.close()
})

test('a job that is run again does not make those before it jobs that will not be run', async () => {
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const teller = new SweepTeller({} as Flags, { announces: false, labels: new JobLabels([]) })
  const controller = new AbortController()
  const { signal } = controller
  teller.listenTo({ signal, arm: () => {}, beforeExit: () => {}, release: () => {} }, () => '')
  teller.begins({ dir: 'mr', elsewhere: false, done: 0 })
  for (const num of [0, 1, 0])
    teller.started({ num, overrides: [], attempt: 1 } as unknown as JobDocument, 3, {
      steps: () => undefined,
      reports: () => 0,
      goesOn: false,
    })
  controller.abort()
  await vi.waitFor(() => expect(told).toHaveBeenCalledWith('1 job of 3 will not be run: #2\n'))
  told.mockRestore()
})

test('what is swept is seen where a line has no room for all', () => {
  const common = ['experiment=permuted_digits_with_a_long_name', 'trainer.max_epochs=20', 'hydra/launcher=local']
  const jobs = [1, 2, 3].map((num) => ({ num, overrides: [...common, `optimizer.lr=0.${num}`, `seed=${num}`] }))
  const labels = new JobLabels(
    [...common, 'optimizer.lr=0.1,0.2,0.3', 'seed=range(1,4)'].map((text) => parseOverride(text)),
  )
  const metrics = { 'learning_curve/val/loss_cls': 0.123456, 'learning_curve/val/acc': 0.98765 }
  const lineOf = (num: number, room: number) => {
    const job = jobs.find((each) => each.num === num) as (typeof jobs)[number]
    return jobLine({ ...job, began: 0, reports: 7, steps: 20, metrics }, labels, { now: 8300, room })
  }
  const whole = `#1: ${jobs[0]?.overrides.join(' ')}`
  expect(lineOf(1, 300)).toBe(`━━━━━━────────── 7/20  8.3 s  loss_cls 0.1235  acc 0.9877  ${whole}`)
  for (const num of [1, 2, 3]) {
    expect(lineOf(num, 79).slice(0, 79)).toContain(`#${num}: lr=0.${num} seed=${num}`)
    expect(lineOf(num, 100).slice(0, 100)).toContain(`#${num}: optimizer.lr=0.${num} seed=${num}`)
    expect(lineOf(num, 36).slice(0, 36)).toContain(`#${num}: lr=0.${num} seed=${num}`)
  }
})

test('without a terminal each job has a line at its start and one at its end', () => {
  const { code, stderr } = app.node([...SWEEP.split(' '), 'steps=1'])
  expect(code, stderr).toBe(0)
  for (const x of [1, 2, 3]) {
    expect(stderr).toContain(`#${x - 1}: x=${x}\n`)
    expect(stderr).toMatch(
      new RegExp(`^#${x - 1} done in [\\d.]+ s {2}value ${(x - 3) ** 2} {2}\\([123] of 3 ended`, 'm'),
    )
  }
  expect(stderr).not.toContain('\u001b')
})

describe.skipIf(!hasTerminal)('on a terminal', () => {
  test('each job that runs has a line, within 80 columns, and the sweep one; they are gone at its end', async () => {
    app.write('wait', '')
    const terminal = new Terminal(`${process.execPath} ${SWEEP} +note=${'long'.repeat(30)}`, app.dir)
    await terminal.shows('0 of 3 jobs ended  2 running')
    const lines = terminal.screen.split(/\r?\n|\r/).filter((line) => line.includes('#0: x=1'))
    expect(lines[0]).toMatch(/step 0 {2}[\d.]+ s {2}#0: x=1 \+note=(?:long)+/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are meant
    for (const line of lines) expect(line.replaceAll(/\u001b\[[?\d]*[a-zA-Z]/g, '').length).toBeLessThan(80)
    app.node(['-e', 'fs.rmSync("wait")'])
    expect(await terminal.ended).toBe(0)
    expect(terminal.screen).toMatch(/#0: x=1 {2}done in [\d.]+ s {2}value 4/)
    expect(terminal.screen).toMatch(/#2: x=3 {2}done in [\d.]+ s {2}value 0/)
    expect(terminal.screen.lastIndexOf('\u001b[?25h')).toBeGreaterThan(terminal.screen.lastIndexOf('\u001b[?25l'))
    expect(terminal.screen.slice(terminal.screen.lastIndexOf('\u001b[?25h'))).toMatch(/3 jobs in mr: 3 done\s*$/)
  })

  test.each([1, 2])('Ctrl-C, %i times, leaves the cursor where it was', async (times) => {
    app.write('wait', '')
    if (times === 2) app.write('app.mjs', app.read('app.mjs').replaceAll('!signal.aborted', 'true'))
    const terminal = new Terminal(`${process.execPath} ${SWEEP}`, app.dir)
    await terminal.shows('2 running')
    await terminal.shows('running 2')
    terminal.type('\x03')
    await terminal.shows('stopping after this step; once more to stop at once')
    if (times === 2) {
      await setTimeout(100)
      terminal.type('\x03')
    }
    expect(await terminal.ended).toBe(130)
    expect(terminal.screen.lastIndexOf('\u001b[?25h')).toBeGreaterThan(terminal.screen.lastIndexOf('\u001b[?25l'))
    expect(terminal.screen).toContain("go on with it by 'node app.mjs resume mr'")
    app.node(['-e', 'fs.rmSync("wait")'])
    if (times === 2) app.write('app.mjs', jobApp(library))
    expect(app.node(['app.mjs', 'resume', 'mr']).code).toBe(0)
  })
})

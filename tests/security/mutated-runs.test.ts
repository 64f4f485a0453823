// Whatever value a file of a run holds: it is read, or named and refused. Nothing that reads it fails by itself.

import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeReport } from '../../src/report/write-report.js'
import { checkRun } from '../../src/run/check-run.js'
import { diffRuns } from '../../src/run/diff.js'
import { readWeights } from '../../src/run/find-weights.js'
import { resume } from '../../src/run/resume.js'
import { savedConfig } from '../../src/run/saved-config.js'
import { listRuns, readMetrics, readRun } from '../../src/runs/index.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { Project } from '../helpers/project.js'

const project = new Project('small-project')
const folder = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => {
  project.remove()
  rmSync(folder, { recursive: true })
})
beforeAll(() => {
  const short = ['trainer.max_epochs=1', 'trainer.limit_train_batches=4', '++trainer.checkpoint_every_n_steps=2']
  const { code, stderr } = project.polyhead(...short, 'hydra.run.dir=run')
  expect(code, stderr).toBe(0)
})

let copies = 0
function copyOfRun(): string {
  const dir = join(folder, String(copies++))
  cpSync(join(project.dir, 'run'), dir, { recursive: true })
  return dir
}

/** Values of other types and sizes than a file has where it was written by a run. */
const odd = fc.oneof(
  fc.constantFrom(null, true, -1, 0.5, 1e300, 2 ** 53, '', '\u001b[2J', '__proto__', [], {}, [null], { length: -1 }),
  fc.jsonValue({ maxDepth: 2 }),
)

/** A JSON value with another one somewhere in it, or without a key. */
function mutated(value: unknown, picks: readonly number[], other: unknown, removes: boolean): unknown {
  const [pick = 0, ...rest] = picks
  if (typeof value !== 'object' || value === null || picks.length === 0) return other
  const keys = Object.keys(value)
  const key = keys[pick % Math.max(1, keys.length)]
  if (key === undefined) return other
  if (Array.isArray(value))
    return value.map((item, i) => (String(i) === key ? mutated(item, rest, other, removes) : item))
  const entries = Object.entries(value)
  if (removes && rest.length === 0) return Object.fromEntries(entries.filter(([name]) => name !== key))
  return Object.fromEntries(
    entries.map(([name, item]) => [name, name === key ? mutated(item, rest, other, removes) : item]),
  )
}

const mutation = fc.record({
  picks: fc.array(fc.nat(60), { minLength: 1, maxLength: 5 }),
  other: odd,
  removes: fc.boolean(),
})

async function holds(attempt: () => unknown): Promise<void> {
  try {
    await attempt()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    for (const { message } of error.diagnostics) expect(message).not.toBe('')
  }
}

test('run.json with any value in it', async () => {
  await fc.assert(
    fc.asyncProperty(mutation, async ({ picks, other, removes }) => {
      const dir = copyOfRun()
      const record = JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8'))
      writeFileSync(join(dir, 'run.json'), JSON.stringify(mutated(record, picks, other, removes)))
      await holds(() => readRun(dir))
      await holds(() => listRuns(dir))
      await holds(() => readMetrics(dir))
      await holds(() => diffRuns(dir, join(project.dir, 'run'), folder))
      await holds(() => writeReport(dir))
      await holds(() => readWeights(dir))
      rmSync(dir, { recursive: true })
    }),
    { numRuns: 60 },
  )
})

test.each(['config.resolved.yaml', 'hparams.yaml', '.hydra/hydra.yaml', 'metrics.csv', 'metrics.jsonl'])(
  '%s with any text in it',
  async (file) => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.nat(40),
        fc.oneof(
          fc.string(),
          odd.map((value) => JSON.stringify(value)),
        ),
        async (at, length, text) => {
          const dir = copyOfRun()
          const before = readFileSync(join(dir, file), 'utf8')
          const start = at % before.length
          writeFileSync(join(dir, file), before.slice(0, start) + text + before.slice(start + length))
          await holds(() => readRun(dir))
          await holds(() => readMetrics(dir))
          await holds(() => diffRuns(dir, join(project.dir, 'run'), folder))
          await holds(() => writeReport(dir))
          await holds(() => checkRun(savedConfig(dir, { cwd: folder })(), { cwd: folder, outputDir: dir }))
          rmSync(dir, { recursive: true })
        },
      ),
      { numRuns: 15 },
    )
  },
  60_000,
)

test("a checkpoint's state and manifest with any value in them: it is left out, or the run goes on", async () => {
  await fc.assert(
    fc.asyncProperty(mutation, fc.boolean(), async ({ picks, other, removes }, isManifest) => {
      const dir = copyOfRun()
      const record = JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8'))
      writeFileSync(join(dir, 'run.json'), JSON.stringify({ ...record, status: 'failed', results: null }))
      for (const name of readdirSync(join(dir, 'checkpoints')).filter((one) => one.startsWith('step-'))) {
        const step = join(dir, 'checkpoints', name)
        const file = join(step, isManifest ? 'manifest.json' : 'state.json')
        const text = JSON.stringify(mutated(JSON.parse(readFileSync(file, 'utf8')), picks, other, removes))
        writeFileSync(file, text)
        if (!isManifest) sign(step, 'state.json', text)
      }
      await holds(() => resume(dir, { cwd: project.dir, show: () => {} }))
      rmSync(dir, { recursive: true })
    }),
    { numRuns: 25 },
  )
})

/** Makes a manifest say what a file holds. */
function sign(step: string, name: string, text: string): void {
  const file = join(step, 'manifest.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  const sha256 = createHash('sha256').update(text).digest('hex')
  manifest.files[name] = { bytes: Buffer.byteLength(text), sha256 }
  writeFileSync(file, JSON.stringify(manifest))
}

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const QUICK = ['trainer.max_epochs=1', 'trainer.limit_train_batches=2', 'trainer.limit_test_batches=1', 'train_tasks=2']
const project = new Project()
afterAll(() => project.remove())

async function train(dir: string, ...overrides: string[]): Promise<void> {
  const { code, stderr } = await commandLine(project.dir, [...QUICK, ...overrides, `hydra.run.dir=${dir}`])
  expect(code, stderr).toBe(0)
}

describe('a run without metrics.csv is had again: what it has is compared', () => {
  const runs: Record<string, { overrides: string[]; compared: string }> = {
    'no-logger': { overrides: ['~loggers.csv_logger'], compared: 'results and weights' },
    'fast-dev-run': { overrides: ['trainer.fast_dev_run=true'], compared: 'results and weights' },
    untrained: { overrides: ['trainer.max_epochs=0'], compared: 'results and weights' },
    'no-files': {
      overrides: ['~loggers.csv_logger', 'metrics.accuracy.save_dir=null', 'metrics.loss.save_dir=null'],
      compared: 'results and weights',
    },
    'other-name': { overrides: ['loggers.csv_logger.file_name=log.csv'], compared: 'metrics and weights' },
  }
  for (const [dir, { overrides, compared }] of Object.entries(runs)) {
    test(dir, async () => {
      await train(dir, ...overrides)
      expect(project.has(`${dir}/metrics.csv`)).toBe(false)
      const same = await commandLine(project.dir, ['reproduce', dir, '--in', `${dir}-again`])
      expect(same.stdout, same.stderr).toBe(`identical: ${dir}-again has the ${compared} of ${dir}, bit for bit\n`)
      const other = await commandLine(project.dir, ['reproduce', dir, 'seed=5', '--in', `${dir}-other`])
      expect(other.code).toBe(1)
      expect(other.stdout).toContain('differs: largest difference')
    })
  }
})

test('a run whose metrics are gone is refused before anything is trained', async () => {
  await train('gone')
  rmSync(join(project.dir, 'gone/metrics.csv'))
  const { code, stderr } = await commandLine(project.dir, ['reproduce', 'gone', '--in', 'never'])
  expect(code).toBe(2)
  expect(stderr).toMatch(/gone\/metrics\.csv' is missing: the run cannot be compared with another/)
  expect(project.has('never')).toBe(false)
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openRepository } from '../../src/compose/index.js'
import { freezeRepository } from '../../src/compose/repository.js'
import { jobComposer } from '../../src/sweep/compose-jobs.js'

test('jobs share what the same override has made of a part, however many values others have had before', () => {
  const folder = mkdtempSync(join(tmpdir(), 'polyhead-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const dir = join(folder, 'conf')
  mkdirSync(dir)
  writeFileSync(join(dir, 'config.yaml'), 'lr: 0\nmodel:\n  widths: [1]\n')
  const { repository } = freezeRepository(openRepository([{ dir }]))
  const now = new Date('2026-01-02T03:04:05Z')
  const facts = { cwd: '/work', now, name: 'run', env: {} }
  const toJob = jobComposer({ repository, configName: 'config' }, undefined, facts)
  const modelOf = (num: number, ...overrides: string[]) => {
    const sweep = { dir: '/work/mr', named: 'mr' }
    const about = { hydra: [], attempt: 1, output: '', cwd: '/work', now: now.toISOString() }
    return toJob({ num, id: String(num), overrides, sweep, ...about }).config.root.entries.get('model')
  }
  for (let num = 0; num < 10_500; num++) modelOf(num, `lr=${num}`)
  const first = modelOf(10_500, 'model.widths=[2]', 'lr=0')
  expect(modelOf(10_501, 'model.widths=[2]', 'lr=1')).toBe(first)
  expect(modelOf(10_502, 'model.widths=[3]', 'lr=2')).not.toBe(first)
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { compose, openRepository } from '../../src/compose/index.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const FOLDERS = ['backends', 'components', 'nn', 'run', 'schema', 'sweep', 'training']

/** Texts in quotes, without those that hold a value of the moment. */
const TEXT = /'[^'\n]*'|"[^"\n]*"|`[^`\n$]*`/g
const GROUPS = 'algorithm backbone backend callbacks dataset heads hydra loggers lr_scheduler metrics optimizer trainer'
const OVERRIDE = new RegExp(
  `(?<![\\w./@])[+~]{0,2}(?:${GROUPS.replaceAll(' ', '|')}|seed|train_tasks|eval_tasks)` +
    '(?:[./]\\w+)*(?:@[\\w.]+)?=(?:[\\w.-]*[a-z0-9]|\\[[^\\]]*\\]|tag\\([^ ]*\\))',
  'g',
)

/** Why something is as it is, and nothing to type. */
const REASONS = new Set(['trainer.compile=false'])

/** Overrides that messages tell the user to type. */
function hints(): string[] {
  const found = new Set<string>()
  for (const folder of FOLDERS) {
    for (const file of readdirSync(join(root, 'src', folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts')) continue
      const code = readFileSync(join(root, 'src', folder, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      for (const [text] of code.matchAll(TEXT)) for (const [hint] of text.matchAll(OVERRIDE)) found.add(hint)
    }
  }
  return [...found].filter((each) => !REASONS.has(each)).sort()
}

const repository = openRepository([
  { dir: join(root, 'tests/fixtures/small-project/configs'), provider: 'main' },
  { dir: join(root, 'configs'), provider: 'polyhead', fallback: true },
])

test('the messages tell of overrides', () => {
  expect(hints().length).toBeGreaterThan(12)
  expect(hints()).toContain('++trainer.log_every_n_steps=1')
})

// Those of a search stand beside its sweeper.
const beside = (hint: string): string[] => (/^hydra[./]sweeper[./]/.test(hint) ? ['hydra/sweeper=optuna'] : [])

test.each(hints())('%s, which a message tells the user to type, composes in a project that has few keys', (hint) => {
  const overrides = [...beside(hint), hint]
  expect(() => compose({ repository, configName: 'config', overrides, mode: 'multirun', env: {} })).not.toThrow()
})

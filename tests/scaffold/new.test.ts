import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { typeFaults } from '../helpers/type-faults.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const guide = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
/** What CONTRIBUTING.md tells to type, and the files that it lists below. */
const sections = [...guide.matchAll(/^`npm run new -- ([a-z]+ \S+)`[\s\S]*?(?=^##)/gm)].map(([text, words]) => ({
  words: (words as string).split(' '),
  files: [...text.matchAll(/^- `([^`]+)`/gm)].map(([, file]) => file as string),
}))

let copy: string
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'polyhead-scaffold-'))
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const files = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\0')
  for (const file of files.filter((name) => name && !name.startsWith('tests/parity/vectors'))) {
    cpSync(join(root, file), join(copy, file))
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  // biome asks git which files are the project's.
  execFileSync('git', ['init', '-q'], { cwd: copy })
  execFileSync('git', ['add', '-A'], { cwd: copy })
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

function run(...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: copy, encoding: 'utf8' })
  expect(status, `${words.join(' ')}\n${stdout}${stderr}`).toBe(0)
  return stdout
}

test('CONTRIBUTING.md shows how to add each kind', () => {
  expect(sections.map(({ words: [kind] }) => kind)).toEqual(['optimizer', 'algorithm', 'backend', 'command', 'sweeper'])
})

test.each(sections)('npm run new -- $words writes the files that CONTRIBUTING.md lists', ({ words, files }) => {
  const written = run('scaffold/index.mjs', ...words).split('\n\n')[0] as string
  expect(written.split('\n').sort()).toEqual([...files].sort())
})

describe('what it has written', () => {
  test('is formatted, and fits the types', { timeout: 300_000 }, () => {
    run('generate.mjs')
    run('node_modules/.bin/biome', 'check', '--diagnostic-level=error')
    const list = ['ls-files', '-z', '--modified', '--others', '--exclude-standard']
    const changed = execFileSync('git', list, { cwd: copy, encoding: 'utf8' }).split('\0')
    const files = changed.filter((file) => file.endsWith('.ts')).map((file) => join(copy, file))
    // What is written, its registration, and the types made of its schema; the rest is as it was.
    expect(files.length).toBeGreaterThan(
      sections.flatMap(({ files }) => files).filter((file) => file.endsWith('.ts')).length,
    )
    expect(typeFaults(copy, files)).toEqual([])
  })

  test('works', { timeout: 300_000 }, () => {
    run('build.mjs')
    const own = sections.flatMap(({ files }) => files.filter((file) => file.startsWith('tests/')))
    const tests = ['tests/architecture', 'tests/components/manifests.test.ts', ...own]
    run('node_modules/vitest/vitest.mjs', 'run', '--project', 'wasm', ...tests)
    run('bin/polyhead.js', 'check')
    run(
      'bin/polyhead.js',
      'optimizer=lion',
      'algorithm=row_mean',
      'backend=other',
      'trainer.max_epochs=1',
      'dataset=permuted_digits',
      '--quiet',
    )
    run('bin/polyhead.js', '-m', 'hydra/sweeper=in_turn', 'seed=1,2', '--dry-run')
  })

  test('is not written over', () => {
    const again = spawnSync(process.execPath, ['scaffold/index.mjs', 'optimizer', 'lion'], {
      cwd: copy,
      encoding: 'utf8',
    })
    expect(again.status).toBe(2)
    expect(again.stderr).toContain('there already')
  })
})

test.each([
  [['optimiser', 'lion'], "'optimiser' is none of"],
  [[], 'npm run new -- optimizer|algorithm|backend|command|sweeper NAME'],
  [['optimizer'], 'the new optimizer needs a name'],
  [['optimizer', 'Lion'], "'Lion' must be lower-case words"],
  [['optimizer', 'lion', 'tiger'], "not 'tiger' too"],
])('npm run new refuses %j', (words, message) => {
  const { status, stderr } = spawnSync(process.execPath, ['scaffold/index.mjs', ...words], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(status).toBe(2)
  expect(stderr).toContain(message)
})

import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { diagnosticsPage } from '../../src/cli/diagnostics-page.js'
import { type DiagnosticMeaning, diagnosticCodes, TRAINING } from '../../src/util/diagnostic-codes.js'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'
import { typeFaults } from '../helpers/type-faults.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const all: [string, DiagnosticMeaning][] = Object.entries(diagnosticCodes)
const tried = all.flatMap(([code, meaning]) => ('command' in meaning ? [{ code, ...meaning }] : []))

test('docs/diagnostics.md is what the table of codes says: npm run generate brings it up to date', () => {
  const page = readFileSync(join(root, 'docs/diagnostics.md'), 'utf8')
  expect(page).toBe(diagnosticsPage())
  expect(page.split('\n').filter((line) => line.length > 120)).toEqual([])
})

/** The arguments of a command line whose quotes are single ones. */
function words(command: string): string[] {
  return (command.match(/(?:'[^']*'|[^\s'])+/g) ?? []).slice(1).map((word) => word.replaceAll("'", ''))
}

/** Every `code` in what a command has printed. */
function codesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => (key === 'code' ? [String(child)] : codesIn(child)))
}

describe('the example of each code gives that code', () => {
  const trained = new Project()
  beforeAll(() => expect(trained.polyhead(...words(TRAINING))).toMatchObject({ code: 0 }), 60_000)
  afterAll(() => trained.remove())

  test.each(tried)('$code', async ({ code, command, files = {}, trained: needsRun }) => {
    const project = new Project()
    try {
      if (needsRun) cpSync(trained.dir, project.dir, { recursive: true })
      for (const [file, text] of Object.entries(files)) project.write(file, text)
      const { stdout, stderr } = await commandLine(project.dir, [...words(command), '--json'])
      expect(stdout, stderr).toMatch(/^[{[]/)
      // of a sweep there are several: its jobs', and its own
      const documents = stdout.split(/\n(?=[{[])/).map((text) => JSON.parse(text) as unknown)
      expect(documents.flatMap(codesIn), stdout + stderr).toContain(code)
    } finally {
      project.remove()
    }
  })

  test('most codes have one', () => expect(tried.length / all.length).toBeGreaterThan(0.6))
})

test('no code of src/ is missing in the table, and none of the table is unused', () => {
  // What runs in browsers has compiler options of its own, and no codes.
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('browser'))
    .map((file) => join(root, 'src', file))
  // Without the codes of plugins, the compiler refuses every code that the table does not have.
  const withoutPlugins = (file: string, text: string | undefined) =>
    file.endsWith('src/util/diagnostic.ts') ? text?.replace(' | (string & {})', '') : text
  const declared = join(root, 'src/util/diagnostic.ts')
  expect(withoutPlugins(declared, readFileSync(declared, 'utf8'))).toContain('code: DiagnosticCode\n')
  const naming = files.filter((file) => /\bcode\b/.test(readFileSync(file, 'utf8')))
  expect(naming.length).toBeGreaterThan(100)
  expect(typeFaults(root, naming, withoutPlugins)).toEqual([])
  const sources = files
    .filter((file) => !file.endsWith('diagnostic-codes.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  expect(all.map(([code]) => code).filter((code) => !sources.includes(`'${code}'`))).toEqual([])
})

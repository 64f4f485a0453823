import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtinRegistry } from '../../src/components/manifests.js'
import { openRepository } from '../../src/compose/index.js'
import { checkProject } from '../../src/inspect/check.js'
import type { Diagnostic } from '../../src/util/diagnostic.js'
import { packageRoot } from '../../src/util/package-root.js'
import { renderDiagnostics } from '../../src/util/render-diagnostics.js'
import { experimentMutations, type Mutation, mutationsOf } from './mutations.js'

const firstFolder = process.cwd()
let dir: string
beforeAll(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'polyhead-mutations-')))
  cpSync(join(packageRoot, 'configs'), join(dir, 'configs'), { recursive: true })
  cpSync(join(packageRoot, 'experiments'), join(dir, 'experiments'), { recursive: true })
  process.chdir(dir)
})
afterAll(() => {
  process.chdir(firstFolder)
  rmSync(dir, { recursive: true })
})

function files(): string[] {
  return (readdirSync('.', { recursive: true }) as string[]).filter((file) => statSync(file).isFile()).sort()
}

/** What `check` says of one config after its file was changed. */
async function diagnosticsOf(path: string, file: string, text: string): Promise<readonly Diagnostic[]> {
  const before = readFileSync(file, 'utf8')
  writeFileSync(file, text)
  try {
    const repository = openRepository([{ dir: 'configs' }, { dir: 'experiments', mount: 'experiment' }])
    const { diagnostics } = await checkProject({
      repository,
      registry: builtinRegistry,
      only: (other) => other === path,
    })
    return diagnostics
  } finally {
    writeFileSync(file, before)
  }
}

interface Outcome {
  file: string
  mutation: Mutation
  placed: boolean
  suggested: boolean
  said: string
}

async function outcomeOf(path: string, file: string, mutation: Mutation): Promise<Outcome> {
  const diagnostics = await diagnosticsOf(path, file, mutation.text)
  const here = diagnostics.filter(({ source }) => source?.kind === 'file' && source.file === file)
  const lines = mutation.kind === 'broken YAML' ? [mutation.line, mutation.line + 1] : [mutation.line]
  const there = here.filter(({ source }) => source?.kind === 'file' && lines.includes(source.line))
  const { suggestion } = mutation
  return {
    file,
    mutation,
    placed:
      mutation.kind === 'broken YAML'
        ? here.length > 0 && here.every(({ source }) => source?.kind === 'file' && source.line >= mutation.line)
        : there.length > 0,
    suggested:
      suggestion === undefined || there.some(({ message, hint = '' }) => `${message} ${hint}`.includes(suggestion)),
    said: renderDiagnostics(diagnostics, { readText: () => mutation.text }),
  }
}

test('each of some hundred ways to spoil our own configs is reported at its line, with the way to mend it', async () => {
  const filesBefore = files()
  const mutations = filesBefore.flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    const path = file
      .replace(/^configs\//, '')
      .replace(/^experiments\//, 'experiment/')
      .slice(0, -'.yaml'.length)
    const found = path.startsWith('experiment/') ? experimentMutations(text) : mutationsOf(text, builtinRegistry)
    return found.map((mutation) => ({ path, file, mutation }))
  })
  // Every fourth of them, and all of the rarer kinds, so that the suite stays quick.
  const chosen = mutations.filter(
    ({ path, mutation }, index) => index % 4 === 0 || mutation.kind === 'dropped key' || path.startsWith('experiment/'),
  )
  const outcomes: Outcome[] = []
  for (const { path, file, mutation } of chosen) outcomes.push(await outcomeOf(path, file, mutation))

  const kinds = new Set(outcomes.map(({ mutation }) => mutation.kind))
  expect(outcomes.length).toBeGreaterThanOrEqual(200)
  expect([...kinds].sort()).toEqual([
    'broken YAML',
    'dropped key',
    'misspelt key',
    'misspelt value',
    'out of range',
    'wrong type',
  ])
  expect(
    outcomes
      .filter(({ placed }) => !placed)
      .map(({ said, file, mutation }) => said || `${file}: ${mutation.kind} ${mutation.text}`),
  ).toEqual([])
  const suggestible = outcomes.filter(({ mutation }) => mutation.suggestion !== undefined)
  const helped = suggestible.filter(({ suggested }) => suggested)
  expect(helped.length / suggestible.length).toBeGreaterThanOrEqual(0.95)
  for (const { said } of outcomes) expect(said).not.toMatch(/^\s+at .+:\d+:\d+/m)
  expect(files()).toEqual(filesBefore)
})

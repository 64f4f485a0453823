import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { builtinRegistry } from '../../src/components/manifests.js'
import { bindRuntime, compose, openRepository, withRoot } from '../../src/compose/index.js'
import { diagnose as diagnoseConfig } from '../../src/inspect/diagnose.js'
import type { Registry } from '../../src/registry/registry.js'
import { fillDefaults } from '../../src/schema/fill-defaults.js'
import { ConfigError, type Diagnostic } from '../../src/util/diagnostic.js'
import { packageRoot } from '../../src/util/package-root.js'
import { renderDiagnostics } from '../../src/util/render-diagnostics.js'

const fixture = join(packageRoot, 'tests/fixtures/small-project')
const firstFolder = process.cwd()

/** A copy of the fixture project, which becomes the working directory. */
export function openProject(): { dir: string; close(): void } {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'polyhead-')))
  cpSync(fixture, dir, { recursive: true })
  process.chdir(dir)
  return {
    dir,
    close() {
      process.chdir(firstFolder)
      rmSync(dir, { recursive: true })
    },
  }
}

export interface Change {
  /** Replaces the first `from` in a file; without `from`, the file's whole text. */
  file?: string
  from?: string
  to?: string
  overrides?: readonly string[]
  registry?: Registry
  env?: NodeJS.ProcessEnv
}

/** Applies changes to the project, composes it and validates it. The project is as before afterwards. */
export async function diagnose(change: Change): Promise<readonly Diagnostic[]> {
  const before = change.file === undefined ? undefined : readIfThere(change.file)
  if (change.file !== undefined) write(change.file, before, change)
  try {
    return await composeAndValidate(change)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.diagnostics
  } finally {
    if (change.file !== undefined) {
      if (before === undefined) rmSync(change.file)
      else writeFileSync(change.file, before)
    }
  }
}

/** What a user would see after such a change. */
export async function messages(change: Change): Promise<string> {
  const before = change.file === undefined ? undefined : readIfThere(change.file)
  const diagnostics = await diagnose(change)
  const changed = change.file === undefined ? '' : changedText(before, change)
  const readText = (file: string) => (file === change.file ? changed : readIfThere(file))
  return renderDiagnostics(diagnostics, { readText }).replaceAll(packageRoot, '<polyhead>')
}

async function composeAndValidate({
  overrides = [],
  registry = builtinRegistry,
  env = {},
}: Change): Promise<readonly Diagnostic[]> {
  const repository = openRepository([
    { dir: 'configs', provider: 'main' },
    { dir: join(packageRoot, 'configs'), provider: 'polyhead', fallback: true },
  ])
  const composed = compose({ repository, configName: 'config', overrides, origin: 'command line', env })
  const runtime = { cwd: '/project', outputDir: '/project/out', job: { name: 'run' }, now: new Date(0), version: '0' }
  const bound = bindRuntime(composed, runtime)
  const filled = withRoot(bound, fillDefaults(bound.root, registry, bound.resolving))
  return (await diagnoseConfig(filled, registry)).diagnostics
}

function write(file: string, before: string | undefined, change: Change): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, changedText(before, change))
}

function changedText(before: string | undefined, { file, from, to = '' }: Change): string {
  if (from === undefined) return to
  if (!before?.includes(from)) throw new Error(`'${from}' is not in ${file}`)
  return before.replace(from, () => to)
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

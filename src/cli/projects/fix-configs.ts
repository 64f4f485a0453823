import { relative, resolve, sep } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { RANK } from '../../compose/config-source.js'
import { type Repository, withConfig } from '../../compose/repository.js'
import { diffLines } from '../../edit/diff-lines.js'
import { fixYaml } from '../../edit/fix-yaml.js'
import { type OpenFile, openFile } from '../../edit/open-file.js'
import type { CheckResult } from '../../inspect/check-parts.js'
import type { Fix } from '../../util/diagnostic.js'

/** A config file of the project with its certain slips mended, not yet written. */
export interface FixedFile {
  /** As shown. */
  file: string
  fixes: readonly Fix[]
  /** The lines that change, marked as `diff` does. */
  changed: readonly string[]
  write(): void
}

/** Slips that hide one another. */
const MOST_ROUNDS = 20

interface MendedFile {
  opened: OpenFile
  text: string
  fixes: Fix[]
}

/**
 * Mends what is certain of what a check found, and what it finds then. A file is left as it is where mending it would
 * spoil a config that is right.
 * @param check checks the project with other texts in place of files
 */
export async function fixConfigs(
  found: CheckResult,
  repository: Repository,
  check: (repository: Repository) => Promise<CheckResult>,
): Promise<FixedFile[]> {
  const files = new Map<string, MendedFile>()
  let [result, mended] = [found, repository]
  for (let round = 0, goesOn = true; goesOn && round < MOST_ROUNDS; round++) {
    goesOn = false
    for (const [file, fixes] of byFile(result)) {
      const path = configOf(repository, file)
      if (path === undefined) continue
      const opened = files.get(file)?.opened ?? openFile(resolve(file), file)
      const before = files.get(file) ?? { opened, text: opened.text, fixes: [] }
      const { text, fixes: applied } = fixYaml(before.text, fixes, file)
      if (applied.length === 0) continue
      const next = withConfig(mended, path, file, text)
      const after = await check(next)
      if (after.failed.some((config) => !result.failed.includes(config))) continue
      files.set(file, { opened, text, fixes: [...before.fixes, ...applied] })
      ;[result, mended, goesOn] = [after, next, true]
    }
  }
  return [...files].map(([file, { opened, text, fixes }]) => ({
    file,
    fixes,
    changed: diffLines(opened.text, text),
    write: () => opened.write(text),
  }))
}

/** Asks a yes-or-no question on the terminal. */
export async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^\s*y(es)?\s*$/i.test(await terminal.question(`${question} [y/N] `))
  } finally {
    terminal.close()
  }
}

function byFile({ diagnostics }: CheckResult): Map<string, Fix[]> {
  const files = new Map<string, Fix[]>()
  for (const { fix } of diagnostics) {
    if (fix) files.set(fix.source.file, [...(files.get(fix.source.file) ?? []), fix])
  }
  return files
}

/** The path under which a file of the project's own is found; undefined for one that comes with polyhead. */
function configOf(repository: Repository, file: string): string | undefined {
  for (const { path, rank, mount } of repository.sources) {
    if (rank !== RANK.folder) continue
    const below = relative(path.replace(/^file:\/\//, ''), resolve(file))
    if (below.startsWith('..') || !below.endsWith('.yaml')) continue
    const name = below.slice(0, -'.yaml'.length).replaceAll(sep, '/')
    return mount === undefined ? name : `${mount}/${name}`
  }
  return undefined
}

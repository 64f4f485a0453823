import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Document, type Scalar, visit } from 'yaml'
import type { FrozenFolder } from '../compose/frozen-folder.js'
import { isVersionBase, type VersionBase } from '../compose/version-base.js'
import { loadYaml, toPlain } from '../config/index.js'
import { LARGEST, RunFileError, readRunFile } from '../rundir/run-file.js'
import { writeFileAtomic } from '../rundir/write-file.js'
import { ConfigError } from '../util/diagnostic.js'
import { isMap } from '../util/is-map.js'
import { nearestBeside } from '../util/nearest-beside.js'
import { sha256 } from '../util/sha256.js'
import { shownPath } from '../util/shown-path.js'
import { sweepLayout } from './sweep-layout.js'

/** What a sweep is, as plain data: with its configs it is all that it takes to go on with it. */
export interface Definition {
  /** Version of polyhead. */
  polyhead: string
  /** What ran it: `polyhead`, or the name of an app. */
  program: string
  /** ISO 8601: what `${now:…}` stands for in all of its jobs. */
  now: string
  /** The folder in which it was started, absolute. */
  cwd: string
  configName: string | null
  /** By whose rules its configs are composed. Absent in older files: `1.3`. */
  versionBase?: VersionBase
  /** As typed, those of the hydra node among them. */
  overrides: readonly string[]
  /** What `hydra.sweep.dir` says for the sweep as a whole. */
  named: string
}

/** `sweep.yaml`. */
export interface SweepFile {
  definition: Definition
  folders: readonly FrozenFolder[]
}

const HEADER = `# What this sweep is, and its configs as they were when it began: resume goes by this file, and refuses
# one that was changed.
`

export function writeSweepFile(dir: string, { definition, folders }: SweepFile): void {
  const document = new Document({ ...definition, folders })
  visit(document, { Scalar: (_, scalar) => setStyle(scalar) })
  writeFileAtomic(sweepLayout(dir).definition, HEADER + document.toString({ lineWidth: 0 }))
}

/** Words that YAML takes for a bool or null. */
const OTHER_TYPES = /^(?:y|n|yes|no|on|off|true|false|null)$/i

/** A config's text stays readable; what might be taken for another type is put in quotes. */
function setStyle(scalar: Scalar): void {
  const { value } = scalar
  if (typeof value !== 'string') return
  const isText = value.includes('\n') && !/[^\n\t\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(value)
  if (isText) scalar.type = 'BLOCK_LITERAL'
  else scalar.type = /^[A-Za-z/][\w./-]*$/.test(value) && !OTHER_TYPES.test(value) ? 'PLAIN' : 'QUOTE_DOUBLE'
}

/** @throws ConfigError where the directory holds no sweep, or the file is not what was written */
export function readSweepFile(dir: string): SweepFile {
  const file = sweepLayout(dir).definition
  let text: string
  try {
    text = readRunFile(dirname(file), file, LARGEST.record).toString('utf8')
  } catch (error) {
    if (!(error instanceof RunFileError) || !error.missing) throw error
    throw new ConfigError({
      code: 'not-a-sweep',
      path: '',
      message: `'${shownPath(dir)}' is not a sweep's directory: it has no sweep.yaml`,
      hint:
        nearestBeside(dir, (other) => existsSync(sweepLayout(other).definition)) ??
        "a sweep's directory is printed at its end",
    })
  }
  if (text.trim() === '') throw lost(file)
  const { folders, ...definition } = toPlain(loadYaml(text, { file: shownPath(file) })) as Record<string, unknown>
  const wrong = problemOf(definition, folders)
  if (wrong !== undefined) {
    throw new ConfigError({
      code: 'damaged-sweep',
      path: wrong,
      message: `'${wrong}' in '${shownPath(file)}' is not what polyhead has written there`,
      hint: 'take back what was changed in the file',
    })
  }
  return { definition: definition as unknown as Definition, folders: folders as FrozenFolder[] }
}

/** What a full disk leaves, or whoever writes to a file of the sweep's. */
export function lost(file: string): ConfigError {
  return new ConfigError({
    code: 'damaged-sweep',
    path: '',
    message: `'${shownPath(file)}' ${existsSync(file) ? 'is empty' : 'is gone'}`,
    hint: 'put back what was in it; another sweep has a directory of its own',
  })
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** The key whose value has the wrong type. */
function problemOf(definition: Record<string, unknown>, folders: unknown): string | undefined {
  const { overrides, configName, now, versionBase } = definition
  for (const key of ['polyhead', 'program', 'now', 'cwd', 'named']) if (!isText(definition[key])) return key
  if (!isInstant(now as string)) return 'now'
  if (configName !== null && !isText(configName)) return 'configName'
  if (versionBase !== undefined && !isVersionBase(versionBase)) return 'versionBase'
  if (!Array.isArray(overrides) || !overrides.every(isText)) return 'overrides'
  const isFolder = (folder: unknown) =>
    isMap(folder) &&
    isText(folder.dir) &&
    isText(folder.provider) &&
    isMap(folder.files) &&
    Object.values(folder.files).every(isText)
  return Array.isArray(folders) && folders.every(isFolder) ? undefined : 'folders'
}

/** Whether it is a sweep's definition as plain data. */
export function isDefinition(value: unknown): boolean {
  return isMap(value) && problemOf(value, []) === undefined
}

/** Whether a text is a time of ISO 8601 of four digits of a year: that of any zone can be told. */
export function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT/.test(text) && Number.isFinite(Date.parse(text))
}

/** A checksum of each frozen config, by its path. */
export function checksums(folders: readonly FrozenFolder[]): Record<string, string> {
  const all = folders.flatMap(({ dir, files }) =>
    Object.entries(files).map(([name, text]) => [join(dir, name), sha256(text)] as const),
  )
  return Object.fromEntries(all)
}

/** What differs between two definitions, a line each: `overrides: lr=1,2 → lr=1,2,3`. */
export function definitionChanges(
  before: { definition: Definition; files: Readonly<Record<string, string>> },
  { definition, folders }: SweepFile,
): string[] {
  const changed: string[] = []
  const text = (value: unknown) => (Array.isArray(value) ? value.join(' ') : String(value))
  for (const key of Object.keys(before.definition) as (keyof Definition)[]) {
    const [was, is] = [text(before.definition[key]), text(definition[key])]
    if (was !== is) changed.push(`${key}: ${was} → ${is}`)
  }
  const now = checksums(folders)
  for (const path of new Set([...Object.keys(before.files), ...Object.keys(now)])) {
    if (before.files[path] === now[path]) continue
    const what = now[path] === undefined ? 'taken away' : before.files[path] === undefined ? 'added' : 'changed'
    changed.push(`${shownPath(path)}: ${what}`)
  }
  return changed
}

import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { writeFileAtomic } from '../../rundir/write-file.js'
import { counted } from '../../util/counted.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import { makeFolder } from '../../util/make-folder.js'
import { shellCommand } from '../../util/shell-command.js'
import { shownPath } from '../../util/shown-path.js'
import { polyheadVersion } from '../../util/version.js'
import { type MergedPackage, mergePackage, parsePackage } from './merge-package.js'
import { firstProject, packageJson } from './new-project-files.js'
import type { ModuleExtension, ProjectPlan } from './project-plan.js'

export interface LaidProject {
  /** The files written, by their paths below the folder. */
  files: string[]
  /** Files of any project that were there, and stay as they are. */
  kept: string[]
  /** What became of the package.json that was there. */
  merged?: Omit<MergedPackage, 'text'>
  /** What is to be typed first, but for `npm install`. */
  next: string[]
}

/** So many files in the way are named, the others counted. */
const MOST_NAMED = 3

/** What a folder that is about to become a project may have already. */
const ofAnyProject: ReadonlySet<string> = new Set(['.gitignore', 'README.md'])

/**
 * Writes a new project; a package.json that is there is added to, a README.md and a .gitignore are kept.
 * @throws ConfigError where any other of the files is there already, or package.json is no JSON: then nothing is
 *   written
 */
export async function layProject(dir: string, plan: ProjectPlan = firstProject): Promise<LaidProject> {
  const name =
    basename(dir)
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[._-]+/, '') || 'experiments'
  try {
    const { text, extension, merged } = await packageOf(join(dir, 'package.json'), name, plan)
    const kept = merged?.kept ?? []
    const files = new Map(plan.files({ name, extension, kept }))
    const there = [...files.keys()].filter((file) => lstatSync(join(dir, file), { throwIfNoEntry: false }))
    const inWay = there.filter((file) => !ofAnyProject.has(file))
    if (inWay.length > 0) throw new ConfigError(inTheWay(dir, inWay, plan))
    for (const file of there) files.delete(file)
    for (const [file, content] of [...files, ['package.json', text] as const]) {
      makeFolder(dirname(join(dir, file)))
      writeFileAtomic(join(dir, file), content)
    }
    return { files: [...(merged ? [] : ['package.json']), ...files.keys()], kept: there, merged, next: plan.next(kept) }
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause
    const message = `cannot write a project to '${dir}': ${(cause as Error).message}`
    throw new ConfigError({ code: 'unwritable-directory', path: '', message }, { cause })
  }
}

interface PackageText {
  text: string
  extension: ModuleExtension
  merged?: Omit<MergedPackage, 'text'>
}

/** The package.json that the project is to have. */
async function packageOf(file: string, name: string, plan: ProjectPlan): Promise<PackageText> {
  const version = polyheadVersion()
  const there = lstatSync(file, { throwIfNoEntry: false })
  if (!there) return { text: packageJson(name, plan.parts(version, 'js')), extension: 'js' }
  // A link leads to a file that is not this folder's.
  if (!there.isFile()) throw new ConfigError(inTheWay(dirname(file), [basename(file)], plan))
  const [before, shown] = [readFileSync(file, 'utf8'), shownPath(file)]
  const theirs = parsePackage(before, shown)
  const extension = theirs.type === 'module' ? 'js' : 'mjs'
  const { text, ...merged } = await mergePackage(before, theirs, plan.parts(version, extension), shown)
  return { text, extension, merged }
}

/** @param files below the folder, one at least */
function inTheWay(dir: string, files: readonly string[], { again }: ProjectPlan): Diagnostic {
  const shown = shownPath(join(dir, files[0] as string))
  const read = existsSync(join(dir, 'configs')) ? again?.(shownPath(dir)) : undefined
  const names = files.slice(0, MOST_NAMED).map((file) => shownPath(join(dir, file)))
  const others = files.length - names.length
  const message =
    files.length === 1
      ? `${shown} is there already, and init overwrites nothing`
      : `${files.length} files of the new project are there already, and init overwrites nothing`
  return {
    code: 'file-exists',
    path: '',
    message,
    source: { kind: 'file', file: shown, line: 1, column: 1, range: [0, 0] },
    hint: read
      ? `to read its configs again: ${shellCommand('init', ...read)}`
      : `choose a new folder: ${shellCommand('init', freeName(shownPath(dir)))}`,
    notes: files.length === 1 ? [] : [`${names.join(', ')}${others > 0 ? ` and ${counted(others, 'other')}` : ''}`],
  }
}

/** A folder of a similar name that is not there. */
function freeName(shown: string): string {
  const name = shown === '.' ? 'my-project' : shown
  if (!existsSync(name)) return name
  let number = 2
  while (existsSync(`${name}-${number}`)) number++
  return `${name}-${number}`
}

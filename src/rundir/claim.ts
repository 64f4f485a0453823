import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { ConfigError } from '../util/diagnostic.js'
import { refuseUnreal } from '../util/make-folder.js'
import { shellCommand } from '../util/shell-command.js'
import { shownPath } from '../util/shown-path.js'
import type { Source } from '../util/source.js'
import { obstacles } from './refuse-links.js'

export interface Claim {
  /** The directory that is now ours. */
  dir: string
  /** Takes back what claiming it made, as long as nothing else was written there. */
  release(): void
}

/** What sets where something is written. */
type DirectoryKey = 'hydra.run.dir' | 'hydra.sweep.dir' | 'hydra.sweep.subdir'

export interface ClaimOptions {
  /** Default: `hydra.run.dir`. */
  key?: DirectoryKey | undefined
  /** Where the directory's name was set, for errors. */
  source?: Source | undefined
  /** A name made by the clock gets `-2`, `-3` … where it is taken; a name that the user chose is an error then. */
  numbered: boolean
  /** What is written there, by name or path: none of it may be a link, or anything but files and folders. */
  names?: readonly string[]
  /** What makes the directory a run's: created exclusively. Without it an existing directory may be used again. */
  marker?: { name: string; text: string } | undefined
}

/**
 * What can be known of a claim without making anything: that the directory may be written, or made, and holds no run.
 * @throws ConfigError as `claimDirectory` does
 */
export function requireClaimable(dir: string, options: ClaimOptions): void {
  const { marker, numbered } = options
  try {
    if (dir.split(sep).some(isLongName)) throw fault('ENAMETOOLONG', 'a long name')
    const isThere = lstatSync(dir, { throwIfNoEntry: false }) !== undefined
    if (isThere && numbered) return
    let folder = isThere ? dir : dirname(dir)
    while (!existsSync(folder)) folder = dirname(folder)
    if (!statSync(folder).isDirectory()) throw fault('ENOTDIR', 'a file is in its way')
    accessSync(folder, constants.W_OK)
    refuseUnreal(folder)
  } catch (error) {
    throw unwritable(dir, error, options)
  }
  if (marker && existsSync(join(dir, marker.name))) throw taken(dir, options)
}

/** Of a file or folder, in bytes. */
const LONGEST_NAME = 255

/** Whether no file system takes it as the name of a folder. */
export function isLongName(name: string): boolean {
  return Buffer.byteLength(name) > LONGEST_NAME
}

function fault(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

/**
 * Creates a run directory that no other run has, also among processes that start in the same instant.
 * @throws ConfigError where it cannot be written, or holds a run already
 */
export function claimDirectory(wanted: string, options: ClaimOptions): Claim {
  for (let n = 1; ; n++) {
    const dir = n === 1 ? wanted : `${wanted}-${n}`
    const inTheWay = obstacles(dir, options.names?.map((name) => join(dir, name)) ?? [])
    if (inTheWay.length > 0) throw new ConfigError(inTheWay)
    const made = makeFolders(dir, options)
    if (made === undefined) continue
    if (!options.marker) return { dir, release: () => removeFolders(made) }
    const marker = join(dir, options.marker.name)
    try {
      writeFileSync(marker, options.marker.text, { flag: 'wx' })
      return { dir, release: () => removeFolders(made) }
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EEXIST'
      // On a full disk it may be there, and have nothing in it.
      if (!isTaken) rmSync(marker, { force: true })
      removeFolders(made)
      if (!isTaken) throw unwritable(dir, error, options)
      if (!options.numbered) throw taken(dir, options)
    }
  }
}

/**
 * Creates the folders that are missing, and says which they were, outermost first; undefined where a numbered name is
 * taken. The last folder is created exclusively: of two processes that want it in the same instant one gets it.
 */
function makeFolders(dir: string, options: ClaimOptions): string[] | undefined {
  const missing: string[] = []
  for (let folder = dir; !existsSync(folder); folder = dirname(folder)) missing.unshift(folder)
  if (missing.length === 0 && options.numbered) return undefined
  const made: string[] = []
  try {
    for (const folder of missing) if (makeFolder(folder)) made.push(folder)
    // Another process has just made it.
    if (missing.length > 0 && made.at(-1) !== dir) return options.numbered ? undefined : []
    accessSync(dir, constants.W_OK)
    if (!statSync(dir).isDirectory()) throw fault('ENOTDIR', 'a file is in its way')
    return made
  } catch (error) {
    removeFolders(made)
    throw unwritable(dir, error, options)
  }
}

/**
 * One folder at a time: where the system makes none (`/proc`), making all at once would never end.
 * @returns false where it is there already
 */
function makeFolder(folder: string): boolean {
  try {
    mkdirSync(folder)
    return true
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST' && existsSync(folder)
    if (isThere && statSync(folder).isDirectory()) return false
    throw error
  }
}

function removeFolders(folders: readonly string[]): void {
  for (const folder of [...folders].reverse()) {
    try {
      rmdirSync(folder)
    } catch {
      // Not empty, or never made: somebody else's files stay where they are.
      return
    }
  }
}

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EFBIG: 'a file is larger than the limit allows',
  EMFILE: 'too many files are open',
  ENOENT: 'no folder can be made there',
  ENOTDIR: 'a file is in its way',
  ELOOP: 'its links lead in a circle',
  EEXIST: 'a file is in its way',
  ENAMETOOLONG: 'its name is too long',
}

/** That a run's directory cannot be written, and why. */
export function unwritable(
  dir: string,
  error: unknown,
  { key = 'hydra.run.dir', source }: Pick<ClaimOptions, 'key' | 'source'>,
): ConfigError {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return new ConfigError(
    {
      code: 'unwritable-directory',
      path: key,
      message: `cannot write to the output directory '${dir}': ${REASONS[code] ?? (error as Error).message}`,
      hint: `choose another with ${key}=DIR`,
      source,
    },
    { cause: error },
  )
}

function taken(dir: string, { key = 'hydra.run.dir', source }: Pick<ClaimOptions, 'key' | 'source'>): ConfigError {
  const shown = shownPath(dir)
  return new ConfigError({
    code: 'directory-holds-a-run',
    path: key,
    message: `'${shown}' already holds a run`,
    hint: `go on with it: ${shellCommand('resume', shown)}, or choose another ${key}`,
    source,
  })
}

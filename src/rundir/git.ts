import { createHash, type Hash } from 'node:crypto'
import { closeSync, existsSync, lstatSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sha256OfFile } from '../util/sha256.js'
import { findRepository, type Repository, repositoryAt, ShadowRepository } from './shadow-repository.js'

/** The commit that is checked out, and what was changed since. */
export interface GitState {
  commit: string
  branch: string | null
  /** sha256 of `git diff HEAD`; null where the tree is clean. */
  diffSha256: string | null
}

export interface WorkTree {
  state: GitState
  /**
   * What `git diff HEAD` prints, those of submodules after it; empty where the tree is clean, null where it is longer
   * than asked for.
   */
  diff: string | null
  diffBytes: number
}

/** Submodules in submodules. */
const DEEPEST = 8

/**
 * The state of the work tree that holds `cwd`, or null outside of one (or without git). It may be a stranger's: nothing
 * that it or its repository names is run, and nothing of it is changed. Files with a filter are compared as they lie
 * there, but for those of Git LFS.
 * @param longest of the diff, in bytes
 */
export function readWorkTree(cwd: string, longest: number): WorkTree | null {
  const repository = findRepository(cwd)
  if (!repository) return null
  const diff = new DiffDigest(longest)
  try {
    const state = readState(repository, diff)
    return { state: { ...state, diffSha256: diff.sha256 }, diff: diff.text, diffBytes: diff.bytes }
  } catch {
    // No git, or no commit yet: a run needs none of them.
    return null
  }
}

function readState(repository: Repository, diff: DiffDigest): Omit<GitState, 'diffSha256'> {
  const shadow = new ShadowRepository(repository)
  try {
    const [commit = '', branch = ''] = shadow.git('rev-parse', 'HEAD', '--abbrev-ref', 'HEAD').trim().split('\n')
    addDiffs(shadow, repository, diff, '')
    return { commit, branch: branch === 'HEAD' ? null : branch }
  } finally {
    shadow.remove()
  }
}

const DIFF = ['diff', 'HEAD', '--no-ext-diff', '--no-textconv', '--no-color', '--ignore-submodules=dirty']

function addDiffs(shadow: ShadowRepository, repository: Repository, diff: DiffDigest, prefix: string, depth = 0): void {
  const file = shadow.scratch('diff')
  const print = (...paths: string[]) => {
    const fd = openSync(file, 'w')
    try {
      shadow.gitInto(fd, ...DIFF, `--src-prefix=a/${prefix}`, `--dst-prefix=b/${prefix}`, ...paths)
    } finally {
      closeSync(fd)
    }
  }
  print()
  if (statSync(file).size > 0) {
    const same = unchangedLfsFiles(shadow, repository)
    if (same.length > 0) print('--', '.', ...same.map((path) => `:(exclude,literal)${path}`))
  }
  diff.add(file)
  if (depth === DEEPEST) return
  for (const path of submodules(shadow, repository)) {
    const folder = join(repository.root, path)
    const inner = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ? repositoryAt(folder) : undefined
    if (!inner) continue
    const shadowed = new ShadowRepository(inner)
    try {
      addDiffs(shadowed, inner, diff, `${prefix}${path}/`, depth + 1)
    } finally {
      shadowed.remove()
    }
  }
}

/** Paths of the submodules. Git would look at them with their own configuration. */
function submodules(shadow: ShadowRepository, { root, commonDir }: Repository): string[] {
  if (!existsSync(join(root, '.gitmodules')) && !existsSync(join(commonDir, 'modules'))) return []
  return shadow
    .git('ls-files', '--stage', '-z')
    .split('\0')
    .flatMap((entry) => (entry.startsWith('160000 ') ? [entry.slice(entry.indexOf('\t') + 1)] : []))
}

/**
 * Files that only seem changed because Git LFS's filter was not run: the filter would turn them into what is
 * committed.
 */
function unchangedLfsFiles(shadow: ShadowRepository, { root, commonDir }: Repository): string[] {
  if (!existsSync(join(commonDir, 'lfs'))) return []
  const changed = shadow.git('diff', 'HEAD', '--name-only', '--diff-filter=M', '--no-renames', '-z')
  const attributes = shadow.gitOf(changed, 'check-attr', '--stdin', '-z', 'filter').split('\0')
  const paths = attributes.filter((_, i) => i % 3 === 0 && attributes[i + 2] === 'lfs')
  return paths.filter((path) => {
    const stats = lstatSync(join(root, path), { throwIfNoEntry: false })
    if (!stats?.isFile()) return false
    const pointer = shadow.git('cat-file', 'blob', `HEAD:${path}`)
    const [, oid, size] = /\noid sha256:([0-9a-f]{64})\nsize (\d+)\n$/.exec(pointer) ?? []
    return size === String(stats.size) && oid === sha256OfFile(join(root, path))
  })
}

/** Diffs one after the other: their hash, their length, and their text as long as it is short enough. */
class DiffDigest {
  bytes = 0
  readonly #hash: Hash = createHash('sha256')
  #parts: Buffer[] | null = []

  constructor(private readonly longest: number) {}

  get sha256(): string | null {
    return this.bytes === 0 ? null : this.#hash.copy().digest('hex')
  }

  get text(): string | null {
    return this.#parts && Buffer.concat(this.#parts).toString('utf8')
  }

  add(file: string): void {
    const fd = openSync(file, 'r')
    const piece = Buffer.allocUnsafe(2 ** 20)
    try {
      for (let read = readSync(fd, piece); read > 0; read = readSync(fd, piece)) {
        this.bytes += read
        this.#hash.update(piece.subarray(0, read))
        if (this.bytes > this.longest) this.#parts = null
        else this.#parts?.push(Buffer.from(piece.subarray(0, read)))
      }
    } finally {
      closeSync(fd)
    }
  }
}

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
export async function readWorkTree(cwd: string, longest: number): Promise<WorkTree | null> {
  const diff = new DiffDigest(longest)
  try {
    const repository = findRepository(cwd)
    if (!repository) return null
    const state = await readState(repository, diff)
    return { state: { ...state, diffSha256: diff.sha256 }, diff: diff.text, diffBytes: diff.bytes }
  } catch {
    // No git, or no commit yet: a run needs none of them.
    return null
  }
}

async function readState(repository: Repository, diff: DiffDigest): Promise<Omit<GitState, 'diffSha256'>> {
  const shadow = await ShadowRepository.of(repository)
  try {
    const names = await shadow.git('rev-parse', 'HEAD', '--abbrev-ref', 'HEAD')
    const [commit = '', branch = ''] = names.trim().split('\n')
    await addDiffs(shadow, repository, diff, '')
    return { commit, branch: branch === 'HEAD' ? null : branch }
  } finally {
    shadow.remove()
  }
}

const DIFF = ['diff', 'HEAD', '--no-ext-diff', '--no-textconv', '--no-color', '--ignore-submodules=dirty']

async function addDiffs(
  shadow: ShadowRepository,
  repository: Repository,
  diff: DiffDigest,
  prefix: string,
  depth = 0,
): Promise<void> {
  const file = shadow.scratch('diff')
  const print = async (...paths: string[]) => {
    const fd = openSync(file, 'w')
    try {
      await shadow.gitInto(fd, ...DIFF, `--src-prefix=a/${prefix}`, `--dst-prefix=b/${prefix}`, ...paths)
    } finally {
      closeSync(fd)
    }
  }
  await print()
  if (statSync(file).size > 0) {
    const same = await unchangedLfsFiles(shadow, repository)
    if (same.length > 0) await print('--', '.', ...same.map((path) => `:(exclude,literal)${path}`))
  }
  diff.add(file)
  if (depth === DEEPEST) return
  for (const path of await submodules(shadow, repository)) {
    const folder = join(repository.root, path)
    const inner = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() ? repositoryAt(folder) : undefined
    if (!inner) continue
    const shadowed = await ShadowRepository.of(inner)
    try {
      await addDiffs(shadowed, inner, diff, `${prefix}${path}/`, depth + 1)
    } finally {
      shadowed.remove()
    }
  }
}

/** Paths of the submodules. Git would look at them with their own configuration. */
async function submodules(shadow: ShadowRepository, { root, commonDir }: Repository): Promise<string[]> {
  if (!existsSync(join(root, '.gitmodules')) && !existsSync(join(commonDir, 'modules'))) return []
  const entries = (await shadow.git('ls-files', '--stage', '-z')).split('\0')
  return entries.flatMap((entry) => (entry.startsWith('160000 ') ? [entry.slice(entry.indexOf('\t') + 1)] : []))
}

/**
 * Files that only seem changed because Git LFS's filter was not run: the filter would turn them into what is
 * committed.
 */
async function unchangedLfsFiles(shadow: ShadowRepository, repository: Repository): Promise<string[]> {
  const { root, commonDir } = repository
  if (!existsSync(join(commonDir, 'lfs'))) return []
  const changed = await shadow.git('diff', 'HEAD', '--name-only', '--diff-filter=M', '--no-renames', '-z')
  const attributes = (await shadow.gitOf(changed, 'check-attr', '--stdin', '-z', 'filter')).split('\0')
  const paths = attributes.filter((_, i) => i % 3 === 0 && attributes[i + 2] === 'lfs')
  const unchanged: string[] = []
  for (const path of paths) {
    const stats = lstatSync(join(root, path), { throwIfNoEntry: false })
    if (!stats?.isFile()) continue
    const pointer = await shadow.git('cat-file', 'blob', `HEAD:${path}`)
    const [, oid, size] = /\noid sha256:([0-9a-f]{64})\nsize (\d+)\n$/.exec(pointer) ?? []
    if (size === String(stats.size) && oid === sha256OfFile(join(root, path))) unchanged.push(path)
  }
  return unchanged
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

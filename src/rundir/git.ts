import { execFileSync } from 'node:child_process'
import { sha256 } from '../util/sha256.js'

/** The commit that is checked out, and what was changed since. */
export interface GitState {
  commit: string
  branch: string | null
  /** sha256 of `git diff HEAD`; null where the tree is clean. */
  diffSha256: string | null
}

export interface WorkTree {
  state: GitState
  /** What `git diff HEAD` prints; empty where the tree is clean. */
  diff: string
}

/** The state of the work tree that holds `cwd`, or null outside of one (or without git). */
export function readWorkTree(cwd: string): WorkTree | null {
  const git = (...args: string[]) =>
    // A stranger's folder may hold a git configuration that names programs: none of them is run.
    execFileSync('git', ['-c', 'core.fsmonitor=false', ...args], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1 << 28,
    })
  try {
    const commit = git('rev-parse', 'HEAD').trim()
    const branch = git('rev-parse', '--abbrev-ref', 'HEAD').trim()
    const diff = git('diff', 'HEAD', '--no-ext-diff', '--no-textconv', '--no-color')
    const state = { commit, branch: branch === 'HEAD' ? null : branch, diffSha256: diff ? sha256(diff) : null }
    return { state, diff }
  } catch {
    // No git, no repository, or no commit yet: a run needs none of them.
    return null
  }
}

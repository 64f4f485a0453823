import { type Dirent, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { mayRun } from './process-owner.js'
import { lockOwner } from './run-lock.js'
import { temporaryOwner } from './write-file.js'

/** Run directories are no deeper; what a user keeps beside the run's files is not searched through. */
const DEPTH = 3
const MOST_ENTRIES = 10_000

/**
 * Removes what killed processes left in a run's directory: locks, and files and folders that they were just writing.
 */
export function removeLeftovers(dir: string): void {
  let seen = 0
  const visit = (folder: string, depth: number) => {
    for (const entry of list(folder)) {
      if (++seen > MOST_ENTRIES) return
      const path = join(folder, entry.name)
      const owner = temporaryOwner(entry.name) ?? lockOwner(entry.name)
      if (owner && !mayRun(owner)) remove(path)
      else if (!owner && entry.isDirectory() && depth < DEPTH && entry.name !== 'node_modules') visit(path, depth + 1)
    }
  }
  visit(dir, 1)
}

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // Whoever needs the folder will say what is wrong with it.
    return []
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    // In a directory that is only to be read they stay.
  }
}

import { close, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { fileFault } from '../schema/file-fault.js'
import { parseJson } from '../util/bounded-json.js'
import { sha256 } from '../util/sha256.js'
import { LARGEST, RunFileError, readRunFile } from './run-file.js'
import { syncFile, syncOpenFile, temporaryPath } from './write-file.js'

const closeFile = promisify(close)

/** Checkpoints of steps that are kept beside `best` and `final`. */
const KEPT = 2
const MANIFEST = 'manifest.json'
const STEP = /^step-(\d+)$/

/** By name. */
export type CheckpointFiles = ReadonlyMap<string, Uint8Array>

interface Manifest {
  format: 1
  files: Record<string, { bytes: number; sha256: string }>
}

/** Files that are written, but not on the disk yet. */
interface Staged {
  open: number[]
  manifest: Manifest
  after: Promise<unknown> | undefined
}

/** A checkpoint that cannot be used: its message says why. */
export class DamagedCheckpoint extends Error {
  override readonly name = 'DamagedCheckpoint'
}

/**
 * The checkpoints of one run. Each is a folder that is written under a temporary name, its manifest last, and renamed
 * when all of it is on the disk: a process killed at any moment leaves no half of one. Waiting for the disk happens
 * beside the training.
 */
export class CheckpointStore {
  #pending: Promise<void> = Promise.resolve()

  /** @param folder in the run's directory */
  constructor(readonly folder: string) {}

  /**
   * Writes the files; returns before the disk has them. The checkpoint has its name once `after` is done, too. What is
   * there under that name already is the same state, and stays.
   * @throws Error with the system's code (`ENOSPC` …), also that of the checkpoint before, which is given up then
   */
  async saveStep(step: number, files: CheckpointFiles, after?: Promise<unknown>): Promise<void> {
    await this.#pending
    const name = `step-${step}`
    if (this.#names().includes(name)) return
    this.#begin(name, files, after)
  }

  /** Replaces a checkpoint that has a fixed name (`final`), and waits until it is there. */
  async replace(name: string, files: CheckpointFiles): Promise<void> {
    await this.#pending
    this.#begin(name, files)
    await this.#pending
  }

  /** Waits for the last checkpoint. @throws Error where it could not be written */
  settled(): Promise<void> {
    return this.#pending
  }

  /** Names of the steps' checkpoints, newest first; whole or not. */
  steps(): string[] {
    const step = (name: string) => Number(STEP.exec(name)?.[1])
    return this.#names()
      .filter((name) => STEP.test(name))
      .sort((a, b) => step(b) - step(a))
  }

  /**
   * The files of a checkpoint.
   * @throws DamagedCheckpoint where one is missing, or not what was written
   */
  read(name: string): Map<string, Uint8Array> {
    const read = (file: string, largest: number) => this.#read(join(this.folder, name, file), largest)
    const { files } = parseManifest(read(MANIFEST, LARGEST.record))
    return new Map(
      Object.entries(files).map(([file, { bytes, sha256: expected }]) => {
        const content = read(file, file.endsWith('.json') ? LARGEST.state : LARGEST.whole)
        if (content.length !== bytes) {
          throw new DamagedCheckpoint(`${file} has ${content.length} bytes, but ${bytes} were written`)
        }
        if (sha256(content) !== expected) throw new DamagedCheckpoint(`${file} is not what was written (sha256)`)
        return [file, content]
      }),
    )
  }

  #read(path: string, largest: number): Buffer {
    try {
      return readRunFile(dirname(this.folder), path, largest)
    } catch (error) {
      if (!(error instanceof RunFileError)) throw error
      throw new DamagedCheckpoint(error.message, { cause: error })
    }
  }

  /** Puts a checkpoint out of the way, where it can still be looked at. */
  setAside(name: string): void {
    for (let n = 1; ; n++) {
      const target = `${name}.damaged${n === 1 ? '' : `-${n}`}`
      if (this.#names().includes(target)) continue
      renameSync(join(this.folder, name), join(this.folder, target))
      return
    }
  }

  #names(): string[] {
    try {
      return readdirSync(this.folder)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  }

  #begin(name: string, files: CheckpointFiles, after?: Promise<unknown>): void {
    const temporary = temporaryPath(this.folder)
    try {
      mkdirSync(temporary, { recursive: true })
      const open = Array.from(files, ([file, bytes]) => writeOpen(join(temporary, file), bytes))
      this.#pending = this.#commit(name, temporary, { open, manifest: manifestOf(files), after })
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true })
      throw error
    }
    // Whoever waits next gets the error.
    this.#pending.catch(() => {})
  }

  async #commit(name: string, temporary: string, content: Staged): Promise<void> {
    try {
      await syncAndClose(content.open)
      const manifest = Buffer.from(`${JSON.stringify(content.manifest, null, 2)}\n`)
      await syncAndClose([writeOpen(join(temporary, MANIFEST), manifest)])
      syncFile(temporary)
      await content.after
      this.#remove(name)
      renameSync(temporary, join(this.folder, name))
      syncFile(this.folder)
      for (const old of this.steps().slice(KEPT)) this.#remove(old)
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true })
      throw error
    }
  }

  /** Under another name first: half of a folder must not look like a checkpoint. */
  #remove(name: string): void {
    if (!this.#names().includes(name)) return
    const doomed = temporaryPath(this.folder)
    renameSync(join(this.folder, name), doomed)
    rmSync(doomed, { recursive: true, force: true })
  }
}

function manifestOf(files: CheckpointFiles): Manifest {
  const entries = Array.from(files, ([file, bytes]) => [file, { bytes: bytes.length, sha256: sha256(bytes) }] as const)
  return { format: 1, files: Object.fromEntries(entries) }
}

/** Writes a file and leaves it open, for its sync. */
function writeOpen(path: string, bytes: Uint8Array): number {
  const file = openSync(path, 'wx')
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
  return file
}

async function syncAndClose(files: readonly number[]): Promise<void> {
  const synced = await Promise.allSettled(files.map((file) => syncOpenFile(file)))
  await Promise.all(files.map((file) => closeFile(file)))
  for (const outcome of synced) if (outcome.status === 'rejected') throw outcome.reason
}

function parseManifest(bytes: Buffer): Manifest {
  let manifest: unknown
  try {
    manifest = parseJson(bytes.toString('utf8'))
  } catch (error) {
    throw new DamagedCheckpoint(`${MANIFEST} is not JSON`, { cause: error })
  }
  const fault = fileFault('checkpoint-manifest', manifest)
  if (fault === undefined) return manifest as Manifest
  throw new DamagedCheckpoint(`${MANIFEST} is damaged: ${fault}`)
}

import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { readSafetensors } from '../formats/safetensors.js'
import type { StateDict } from '../nn/parameter.js'
import { runLayout } from '../rundir/layout.js'
import { removeLeftovers } from '../rundir/leftovers.js'
import { LARGEST, readRunFile } from '../rundir/run-file.js'
import { readRunRecord } from '../rundir/run-record.js'
import { ConfigError } from '../util/diagnostic.js'
import { ownCommand } from '../util/own-command.js'
import { sha256, shortHash } from '../util/sha256.js'
import { shownPath } from '../util/shown-path.js'

export interface SavedWeights {
  state: StateDict
  /** Relative to the run's directory. */
  file: string
  sha256: string
}

/** `best`: what a ModelCheckpoint kept; `final`: after the last step. */
export type WhichWeights = 'best' | 'final'

/**
 * Reads the weights that a run saved: those asked for, else the best ones, else the final ones.
 * @throws ConfigError where the run saved no weights, or the files are not those of its record
 */
export async function readWeights(dir: string, which?: WhichWeights): Promise<SavedWeights> {
  const layout = runLayout(dir)
  const record = readRunRecord(dir)
  removeLeftovers(dir)
  const candidates = { best: layout.bestWeights, final: layout.finalWeights }
  const names = which ? [which] : (['best', 'final'] as const)
  const path = names.map((name) => candidates[name]).find((file) => existsSync(file))
  if (path === undefined) {
    throw new ConfigError({
      code: 'no-weights',
      path: '',
      message: `'${shownPath(dir)}' holds no ${which ? `${which} ` : ''}weights (the run is ${record.status})`,
      hint: which === 'best' ? 'callbacks.model_checkpoint saves the best ones; --weights final takes the last' : '',
    })
  }
  const bytes = readRunFile(dir, path, LARGEST.whole)
  const digest = sha256(bytes)
  const file = relative(dir, path)
  const recorded = record.files[file]
  if (recorded !== undefined && recorded !== digest) {
    throw new ConfigError({
      code: 'changed-weights',
      path: '',
      message: `'${path}' is not the file that the run wrote: its sha256 is ${shortHash(digest)}, recorded is ${shortHash(recorded)}`,
      hint: `restore the file, or run it again: ${ownCommand()} reproduce`,
    })
  }
  return { state: readSafetensors(bytes, path).tensors, file, sha256: digest }
}

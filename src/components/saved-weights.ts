import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readSafetensors } from '../formats/safetensors.js'
import type { StateDict } from '../nn/parameter.js'
import { runLayout } from '../rundir/layout.js'
import { LARGEST } from '../rundir/run-file.js'
import { ConfigError } from '../util/diagnostic.js'
import { readRegular } from '../util/read-regular.js'

/** The file of weights that an option names, or undefined where there is none: a file, a run, or a checkpoint. */
export function weightsFile(path: string): string | undefined {
  const candidates = [path, runLayout(path).finalWeights, join(path, 'model.safetensors')]
  return candidates.find((file) => existsSync(file) && statSync(file).isFile())
}

/** Why there are no weights. @param at the option's path */
export function noWeights(path: string, at: string): { code: 'no-weights'; path: string; message: string } {
  const message = `${at}: there is neither a file '${path}' nor a run with final weights in it`
  return { code: 'no-weights', path: at, message }
}

/**
 * All tensors of that file.
 * @param at the option's path
 * @throws ConfigError where there is no such file, or it is damaged.
 */
export function readSavedWeights(path: string, at: string): StateDict {
  const file = weightsFile(path)
  if (file === undefined) throw new ConfigError(noWeights(path, at))
  return readSafetensors(new Uint8Array(readRegular(file, { largest: LARGEST.whole })), file).tensors
}

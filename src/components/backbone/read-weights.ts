import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readSafetensors } from '../../formats/safetensors.js'
import type { StateDict } from '../../nn/parameter.js'
import { runLayout } from '../../rundir/layout.js'
import { LARGEST } from '../../rundir/run-file.js'
import { ConfigError } from '../../util/diagnostic.js'
import { readRegular } from '../../util/read-regular.js'

/**
 * The file of weights that `backbone.weights` names, or undefined where there is none: a file, a run's directory, or a
 * checkpoint's.
 */
export function weightsFile(path: string): string | undefined {
  const candidates = [path, runLayout(path).finalWeights, join(path, 'model.safetensors')]
  return candidates.find((file) => existsSync(file) && statSync(file).isFile())
}

/**
 * A backbone's tensors out of a run's weights, or of a file that holds a backbone alone (with or without `backbone.`
 * before its names).
 * @throws ConfigError where there is no such file, or it is damaged.
 */
export function readBackboneWeights(path: string): StateDict {
  const file = weightsFile(path)
  if (file === undefined) {
    throw new ConfigError({
      code: 'no-weights',
      path: 'backbone.weights',
      message: `there are no weights in '${path}'`,
    })
  }
  const { tensors } = readSafetensors(new Uint8Array(readRegular(file, { largest: LARGEST.whole })), file)
  const own = [...tensors].filter(([name]) => name.startsWith('backbone.'))
  return new Map(own.length > 0 ? own : [...tensors].map(([name, tensor]) => [`backbone.${name}`, tensor]))
}

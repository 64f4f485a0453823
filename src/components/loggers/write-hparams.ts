import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fromPlain, toYaml } from '../../config/index.js'
import { writeFileAtomic } from '../../rundir/write-file.js'

/** `hparams.yaml`, as Lightning's loggers put it beside their file. */
export function writeHparams(path: string, hparams: Readonly<Record<string, unknown>>): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileAtomic(path, toYaml(fromPlain(hparams)))
}

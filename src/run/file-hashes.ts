import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import { sha256OfFile } from '../util/sha256.js'
import { isWithin } from './confine.js'
import { namedOutputs } from './output-files.js'
import type { PreparedRun } from './prepare.js'

/** sha256 of each table and of the weights, by path in the run's directory: what a reproduction is compared with. */
export function fileHashes({ layout, plan, registry, facts }: PreparedRun): Record<string, string> {
  const dirs = { outputDir: layout.dir, cwd: facts.cwd }
  const tables = namedOutputs(plan.resolved, registry, dirs)
    .filter(({ kind }) => kind === 'file')
    // Metrics step by step before results: the first difference is told.
    .sort((a, b) => Number(isLogger(b.path)) - Number(isLogger(a.path)))
    .flatMap(({ places }) => places)
    .filter((file) => file.endsWith('.csv') && isWithin(file, layout.dir) && existsSync(file))
  return Object.fromEntries(
    [...tables, layout.bestWeights, layout.finalWeights].flatMap((file) => {
      const hash = sha256OfFile(file)
      return hash === undefined ? [] : [[relative(layout.dir, file), hash]]
    }),
  )
}

function isLogger(path: string): boolean {
  return path.startsWith('loggers.')
}

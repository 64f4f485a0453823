import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Config, compose, type Repository } from '../compose/index.js'
import { ConfigError } from '../util/diagnostic.js'
import { run } from './run.js'
import type { RunOptions } from './run-options.js'

export interface ProofOptions extends RunOptions {
  repository: Repository
  /** The primary config that the experiment changes. */
  configName: string
}

export interface Proof {
  experiment: string
  backend: string
  expected: number
  tolerance: number
  /** Average test accuracy; null where no task has test rows. */
  measured: number | null
  proven: boolean
  seconds: number
}

interface Expected {
  avg_acc: number
  tolerance: number
  backend: string
}

/** Names of the experiments that say what they are expected to give. */
export function provableExperiments({ repository, configName, env }: ProofOptions): string[] {
  return repository.options('experiment').filter((name) => {
    const config = compose({ repository, configName, overrides: [`experiment=${name}`], env })
    return readExpected(config) !== undefined
  })
}

/**
 * Runs an experiment on the backend that its result was measured on, in a directory that is gone afterwards, and
 * compares.
 * @throws ConfigError where it does not say what to expect, or cannot run; RunError where it fails
 */
export async function proveExperiment(experiment: string, options: ProofOptions): Promise<Proof> {
  const { repository, configName, env } = options
  const composed = (overrides: string[]) => compose({ repository, configName, overrides, env })
  const expected = readExpected(composed([`experiment=${experiment}`]))
  if (!expected) {
    throw new ConfigError({
      code: 'no-expectation',
      path: 'expected',
      message: `experiment '${experiment}' does not say what to expect`,
      hint: 'write expected: {avg_acc: 0.95, tolerance: 0.02, backend: wasm}',
    })
  }
  const { avg_acc, tolerance, backend } = expected
  const folder = mkdtempSync(join(tmpdir(), 'polyhead-proof-'))
  const began = performance.now()
  try {
    const config = composed([`experiment=${experiment}`, `backend=${backend}`])
    const { avgAcc } = await run(config, { ...options, outputDir: join(folder, 'run') })
    const proven = avgAcc !== null && Math.abs(avgAcc - avg_acc) <= tolerance
    const seconds = (performance.now() - began) / 1000
    return { experiment, backend, expected: avg_acc, tolerance, measured: avgAcc, proven, seconds }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readExpected(config: Config): Expected | undefined {
  const value = config.get('expected') as Partial<Expected> | null | undefined
  if (typeof value?.avg_acc !== 'number') return undefined
  return { avg_acc: value.avg_acc, tolerance: value.tolerance ?? 0, backend: value.backend ?? 'auto' }
}

import { printTable } from '../report/tables.js'
import { type Proof, type ProofOptions, provableExperiments, proveExperiment } from '../run/prove-experiment.js'
import { ConfigError } from '../util/diagnostic.js'
import { didYouMean } from '../util/suggest.js'
import { print, printJson, tell } from '../util/terminal.js'
import { EXIT } from './exit.js'
import { interruptSignal } from './interrupt.js'
import type { Project } from './project.js'

/**
 * Runs the experiments named, or all that say what they expect, and compares.
 * @returns the exit code: 1 where any does not give what it says
 */
export async function prove(names: readonly string[], project: Project): Promise<number> {
  const { repository, configName, cwd, flags } = project
  const { signal, release } = interruptSignal()
  try {
    const registry = await project.registry()
    const options: ProofOptions = { repository, configName: configName ?? 'config', cwd, registry, signal }
    const proofs: Proof[] = []
    for (const name of names.length > 0 ? known(names, options) : provableExperiments(options)) {
      if (!flags.quiet) tell(`${name} …\n`)
      proofs.push(await proveExperiment(name, options))
    }
    if (flags.json) printJson(proofs)
    else print(describe(proofs))
    return proofs.every(({ proven }) => proven) ? EXIT.done : EXIT.failed
  } finally {
    release()
  }
}

function known(names: readonly string[], { repository }: ProofOptions): readonly string[] {
  const experiments = repository.options('experiment')
  const wrong = names.filter((name) => !experiments.includes(name))
  if (wrong.length === 0) return names
  throw new ConfigError(
    wrong.map((name) => {
      const hint = didYouMean(name, experiments)
      const notes = [`experiments: ${experiments.join(', ')}`]
      return {
        code: 'no-such-experiment',
        path: '',
        message: `there is no experiment '${name}'`,
        notes,
        hint,
      }
    }),
  )
}

function describe(proofs: readonly Proof[]): string {
  if (proofs.length === 0) return 'no experiment says what it expects\n'
  const rows = proofs.map((proof) => [
    proof.experiment,
    proof.backend,
    `${proof.expected} ± ${proof.tolerance}`,
    proof.measured?.toFixed(4) ?? '–',
    `${proof.seconds.toFixed(1)} s`,
    proof.proven ? 'as expected' : 'NOT AS EXPECTED',
  ])
  return printTable({ header: ['experiment', 'backend', 'expected', 'measured', 'time', ''], rows }, 'table')
}

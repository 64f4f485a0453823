import { counted } from '../../util/counted.js'
import { maskDiagnostics } from '../../util/mask-diagnostics.js'
import { print, printDiagnostics, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'
import { usageError } from '../usage-error.js'

export const check = defineCommand({
  name: 'check',
  summary: 'validate every option, experiment and primary config; `--run` proves what experiments expect',
  help: [
    'Composes and validates every primary config, every option of every group and every experiment; exit code 1',
    'where any is wrong. With `--run`, runs the experiments that are named, or all that say what they expect',
    '(`expected: {avg_acc: 0.95, tolerance: 0.02, backend: wasm}`), each on its backend and in a directory that is',
    'gone afterwards; exit code 1 where one gives something else.',
  ],
  examples: ['polyhead check', 'polyhead check --run single_digits'],
  operands: {
    experiments: {
      type: 'experiment',
      name: 'EXPERIMENT',
      count: 'any',
      about: 'with `--run`: the experiments to run',
    },
  },
  options: {
    run: { type: 'boolean', about: 'run experiments, and compare with what they expect' },
  },
  overrides: false,
  async run({ operands, options, flags }, project) {
    const { experiments } = operands
    if (options.run) return (await import('../prove.js')).prove(experiments, project)
    if (experiments.length > 0) {
      throw usageError(
        `check takes experiments with --run only, such as '${experiments[0]}'`,
        `polyhead check --run ${experiments.join(' ')}`,
      )
    }
    const { checkProject } = await import('../../inspect/check.js')
    const { repository, configName } = project
    const registry = await project.registry()
    const result = await checkProject({ repository, registry, configName: configName ?? undefined })
    const errors = result.diagnostics.filter(({ severity }) => severity !== 'warning').length
    const warnings = result.diagnostics.length - errors
    if (flags.json) {
      printJson({ errors, warnings, ...result, diagnostics: maskDiagnostics(result.diagnostics) })
    } else {
      if (result.diagnostics.length > 0) {
        printDiagnostics(result.diagnostics)
        print('\n')
      }
      const looked = [
        counted(result.primaries, 'primary config'),
        counted(result.options, 'option'),
        counted(result.experiments, 'experiment'),
      ]
      print(`${looked.join(', ')}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}\n`)
      if (result.failed.length > 0) print(`at fault: ${result.failed.join(', ')}\n`)
    }
    return errors > 0 ? EXIT.failed : EXIT.done
  },
})

import type { Repository } from '../../compose/index.js'
import type { CheckResult } from '../../inspect/check-parts.js'
import { lackingOnce } from '../../inspect/lacking.js'
import { counted } from '../../util/counted.js'
import { maskDiagnostics } from '../../util/mask-diagnostics.js'
import { ownCommand } from '../../util/own-command.js'
import { print, printDiagnostics, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { usageError } from '../arguments/usage-error.js'
import { EXIT } from '../exit.js'

export const check = defineCommand({
  name: 'check',
  summary: 'validate every option, experiment and primary config; `--run` proves what experiments expect',
  help: [
    'Composes and validates every primary config, every option of every group and every experiment; exit code 1',
    'where any is wrong. With `--run`, runs the experiments that are named, or all that say what they expect',
    '(`expected: {avg_acc: 0.95, tolerance: 0.02, backend: wasm}`), each on its backend and in a directory that is',
    'gone afterwards; exit code 1 where one gives something else. With `--fix`, mends the slips of which it is certain',
    "what was meant: shows the lines, asks, and checks again. Files of the project's own alone are changed, and of them",
    'nothing but the words at fault. Of a tree that is written for another program the keys are its own: it is checked',
    'that it composes and that interpolations lead somewhere; what polyhead knows of it is told.',
  ],
  examples: ['polyhead check', 'polyhead check --run single_digits', 'polyhead check --fix --yes'],
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
    fix: { type: 'boolean', about: "mend the slips whose 'did you mean' is certain" },
    yes: { type: 'boolean', about: 'with `--fix`: do not ask' },
  },
  overrides: false,
  async run({ operands, options, flags }, project) {
    const { experiments } = operands
    if (options.yes && !options.fix) throw usageError('--yes goes with --fix', `${ownCommand()} check --fix --yes`)
    if (options.run) {
      if (options.fix) throw usageError('--fix changes configs, and --run runs them: one after the other')
      return (await import('../prove.js')).prove(experiments, project)
    }
    if (experiments.length > 0) {
      throw usageError(
        `check takes experiments with --run only, such as '${experiments[0]}'`,
        `${ownCommand()} check --run ${experiments.join(' ')}`,
      )
    }
    const { checkProject } = await import('../../inspect/check.js')
    const { configName } = project
    const requirePrimary = flags.configPath === undefined ? undefined : () => project.requirePrimary()
    const registry = await project.registry()
    const checkIn = (repository: Repository): Promise<CheckResult> =>
      checkProject({ repository, registry, configName: configName ?? undefined, requirePrimary })
    let result = await checkIn(project.repository)
    const { fixed, written } = options.fix
      ? await mend(result, { repository: project.repository, checkIn, yes: options.yes, json: flags.json })
      : { fixed: undefined, written: false }
    if (written) result = await checkIn(project.repository)
    const errors = result.diagnostics.filter(({ severity }) => severity !== 'warning').length
    const warnings = result.diagnostics.length - errors
    if (flags.json) {
      const diagnostics = maskDiagnostics(result.diagnostics)
      printJson({ errors, warnings, ...result, diagnostics, fixed, written: options.fix ? written : undefined })
    } else {
      printResult(result, errors, warnings)
      if (result.foreign) print(`\n${(await import('../projects/survey-text.js')).foreignText(result.foreign)}\n`)
    }
    return errors > 0 ? EXIT.failed : EXIT.done
  },
})

interface Mending {
  repository: Repository
  checkIn(repository: Repository): Promise<CheckResult>
  yes: boolean
  json: boolean
}

async function mend(result: CheckResult, { repository, checkIn, yes, json }: Mending) {
  const { ask, fixConfigs } = await import('../projects/fix-configs.js')
  const files = await fixConfigs(result, repository, checkIn)
  const fixed = files.map(({ file, fixes, changed }) => ({ file, fixes, changed }))
  if (!json) {
    for (const { file, changed } of files) print(`${[file, ...changed].join('\n')}\n\n`)
    if (files.length === 0) print('nothing can be fixed with certainty\n\n')
  }
  const count = counted(files.length, 'file')
  const asks = !yes && !json && files.length > 0 && process.stdin.isTTY
  const agreed = yes || (asks && (await ask(`change ${count}?`)))
  if (agreed) for (const file of files) file.write()
  else if (!json && files.length > 0)
    print(`nothing was changed${asks ? '' : `: ${ownCommand()} check --fix --yes`}\n\n`)
  return { fixed, written: agreed && files.length > 0 }
}

function printResult(result: CheckResult, errors: number, warnings: number): void {
  if (result.diagnostics.length > 0) {
    printDiagnostics(lackingOnce(result.diagnostics))
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

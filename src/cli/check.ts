import { checkProject } from '../inspect/check.js'
import { counted } from '../util/counted.js'
import { renderDiagnostics } from '../util/render-diagnostics.js'
import type { App } from './app.js'
import type { Arguments } from './arguments.js'
import { projectRegistry } from './polyhead-app.js'
import { EXIT } from './report-error.js'

/** `polyhead check`: every primary config, option and experiment, composed and validated. @returns 1 where any is wrong */
export async function checkCommand(args: Arguments, app: App): Promise<number> {
  const { flags } = args
  if (flags.run) return (await import('./prove.js')).prove(args, app)
  const cwd = process.cwd()
  const { repository, configName } = app.open(flags, cwd)
  const registry = await projectRegistry(flags, cwd)
  const result = await checkProject({ repository, registry, ...(configName !== null && { configName }) })
  const { primaries, options, experiments, failed } = result
  const errors = result.diagnostics.filter(({ severity }) => severity !== 'warning').length
  const warnings = result.diagnostics.length - errors
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ errors, warnings, ...result })}\n`)
  } else {
    const color = process.stdout.isTTY === true && !process.env.NO_COLOR
    if (result.diagnostics.length > 0) process.stdout.write(`${renderDiagnostics(result.diagnostics, { color })}\n\n`)
    const looked = [
      counted(primaries, 'primary config'),
      counted(options, 'option'),
      counted(experiments, 'experiment'),
    ]
    process.stdout.write(`${looked.join(', ')}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}\n`)
    if (failed.length > 0) process.stdout.write(`at fault: ${failed.join(', ')}\n`)
  }
  return errors > 0 ? EXIT.failed : EXIT.done
}

import { relative } from 'node:path'
import { evaluateRun } from '../run/eval.js'
import { ConfigError } from '../util/diagnostic.js'
import type { App } from './app.js'
import type { Arguments } from './arguments.js'
import { interruptSignal } from './interrupt.js'
import { oneOperand } from './operands.js'
import { closing, jsonLine, projectRegistry, runLog } from './polyhead-app.js'
import { EXIT } from './report-error.js'

/** `polyhead eval RUN_DIR [--weights best|final] [--in DIR] [overrides…]` */
export async function evalCommand(args: Arguments, app: App): Promise<number> {
  const { flags, options, overrides } = args
  const dir = oneOperand(args, 'a run directory', 'polyhead eval RUN_DIR [overrides…]')
  const { weights } = options
  if (weights !== undefined && weights !== 'best' && weights !== 'final') {
    throw new ConfigError({ code: 'usage', path: '', message: `--weights takes best or final, not '${weights}'` })
  }
  const cwd = process.cwd()
  const { signal, release } = interruptSignal()
  try {
    const result = await evaluateRun(dir, {
      ...runLog(flags),
      cwd,
      registry: await projectRegistry(flags, cwd),
      repository: app.open(flags, cwd).repository,
      overrides,
      signal,
      ...(weights && { weights }),
      ...(options.in !== undefined && { in: options.in as string }),
    })
    if (flags.json) process.stdout.write(`${jsonLine(result)}\n`)
    else process.stdout.write(closing(result, relative(cwd, result.outputDir) || '.', []))
    return EXIT.done
  } finally {
    release()
  }
}

import { relative, resolve } from 'node:path'
import { resume } from '../run/resume.js'
import type { Arguments } from './arguments.js'
import { interruptSignal } from './interrupt.js'
import { oneOperand } from './operands.js'
import { closing, jsonLine, projectRegistry, runLog } from './polyhead-app.js'
import { EXIT } from './report-error.js'

/** `polyhead resume RUN_DIR`: exit code 0 where the run is done, now or already. */
export async function resumeCommand(args: Arguments): Promise<number> {
  const { flags } = args
  const dir = oneOperand(args, 'a run directory', 'polyhead resume RUN_DIR')
  const cwd = process.cwd()
  const { signal, release } = interruptSignal()
  try {
    const log = runLog(flags)
    const registry = await projectRegistry(flags, cwd)
    const result = await resume(dir, { ...log, cwd, registry, signal, tell: log.show })
    const shown = relative(cwd, resolve(dir)) || '.'
    if (result)
      process.stdout.write(flags.json ? `${jsonLine(result)}\n` : closing(result, shown, ['reproduce', 'eval']))
    else if (flags.json) process.stdout.write(`${JSON.stringify({ status: 'done', output_dir: resolve(dir) })}\n`)
    else process.stdout.write(`the run in '${shown}' is done: nothing is left to do\n`)
    return EXIT.done
  } finally {
    release()
  }
}

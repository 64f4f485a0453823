import { relative } from 'node:path'
import { type ExportedTask, exportRun } from '../run/export/export-run.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Arguments } from './arguments.js'
import { oneOperand } from './operands.js'
import { projectRegistry } from './polyhead-app.js'
import { EXIT } from './report-error.js'

const USAGE = 'polyhead export RUN_DIR [--task T] [--out DIR] [--weights best|final]'

/** `polyhead export RUN_DIR [--task T]… [--out DIR] [--weights best|final]`: a LayersModel of TensorFlow.js for each task */
export async function exportCommand(args: Arguments): Promise<number> {
  const { flags, options, overrides } = args
  const dir = oneOperand(args, 'a run directory', USAGE)
  const { weights } = options
  const tasks = (options.task as string[] | undefined)?.map(taskId)
  if (weights !== undefined && weights !== 'best' && weights !== 'final') {
    refuse(`--weights takes best or final, not '${weights}'`)
  }
  if (overrides.length > 0) refuse(`export takes no overrides, such as '${overrides[0]}': it writes what was trained`)
  const cwd = process.cwd()
  const exported = await exportRun(dir, {
    cwd,
    registry: await projectRegistry(flags, cwd),
    ...(weights !== undefined && { weights: weights as 'best' | 'final' }),
    ...(options.out !== undefined && { out: options.out as string }),
    ...(tasks && { tasks }),
  })
  if (flags.json) process.stdout.write(`${JSON.stringify(exported.map(asData))}\n`)
  else process.stdout.write(`${exported.map((one) => line(one, cwd)).join('\n')}\n`)
  return EXIT.done
}

function taskId(text: string): number {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : refuse(`--task takes a task's number, not '${text}'`)
}

function refuse(message: string): never {
  throw new ConfigError({ code: 'usage', path: '', message, hint: USAGE })
}

function line({ task, classes, inputShape, file }: ExportedTask, cwd: string): string {
  return `task ${task}  ${relative(cwd, file)}  [rows, ${inputShape.join(', ')}] → ${classes} logits`
}

function asData({ task, classes, inputShape, file }: ExportedTask): Record<string, unknown> {
  return { task, classes, input_shape: inputShape, file }
}

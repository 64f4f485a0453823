import { relative, resolve } from 'node:path'
import { writeReport } from '../report/write-report.js'
import type { Arguments } from './arguments.js'
import { oneOperand } from './operands.js'
import { EXIT } from './report-error.js'

/** `polyhead report DIR`: the page of a run, or of all runs below a folder. */
export async function reportCommand(args: Arguments): Promise<number> {
  const dir = oneOperand(args, 'a run directory, or a folder of some', 'polyhead report DIR')
  const file = relative(process.cwd(), writeReport(resolve(dir)))
  process.stdout.write(args.flags.json ? `${JSON.stringify({ report: file })}\n` : `${file}\n`)
  return EXIT.done
}

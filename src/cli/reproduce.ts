import { relative } from 'node:path'
import { reproduce } from '../run/reproduce.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Arguments } from './arguments.js'
import { interruptSignal } from './interrupt.js'
import { projectRegistry } from './polyhead-app.js'
import { EXIT } from './report-error.js'

/** `polyhead reproduce RUN_DIR [--in DIR] [--tolerance X]`: exit code 0 where the runs agree, 1 where they differ. */
export async function reproduceCommand(args: Arguments): Promise<number> {
  const [dir, ...rest] = args.operands
  if (dir === undefined || rest.length > 0) {
    throw new ConfigError({
      code: 'usage',
      path: '',
      message:
        dir === undefined
          ? 'reproduce needs a run directory'
          : `reproduce takes one run directory, not '${rest[0]}' too`,
      hint: 'polyhead reproduce RUN_DIR [--in DIR]',
    })
  }
  const { flags, options } = args
  const cwd = process.cwd()
  const { signal, release } = interruptSignal()
  try {
    const tolerance = options.tolerance as number | undefined
    const { run, comparison } = await reproduce(dir, {
      cwd,
      registry: await projectRegistry(flags, cwd),
      signal,
      level: flags.verbose ? 'debug' : flags.quiet ? 'warn' : 'info',
      show: (line) => void process.stderr.write(`${line}\n`),
      ...(options.in !== undefined && { in: options.in as string }),
      ...(tolerance !== undefined && { tolerance }),
    })
    const newDir = relative(cwd, run.outputDir) || '.'
    if (flags.json) process.stdout.write(`${JSON.stringify({ output_dir: newDir, ...comparison })}\n`)
    else process.stdout.write(`${verdict(dir, newDir, comparison).join('\n')}\n`)
    return comparison.verdict === 'differs' ? EXIT.failed : EXIT.done
  } finally {
    release()
  }
}

function verdict(
  first: string,
  second: string,
  comparison: Awaited<ReturnType<typeof reproduce>>['comparison'],
): string[] {
  const { firstDifference, environment, maxDifference } = comparison
  if (comparison.verdict === 'identical')
    return [`identical: ${second} has the metrics and weights of ${first}, bit for bit`]
  const word = comparison.verdict === 'close' ? 'same within rounding' : 'differs'
  return [
    `${word}: largest difference ${maxDifference}`,
    ...(firstDifference
      ? [
          `first in ${firstDifference.where}: ${firstDifference.what} ${firstDifference.first} → ${firstDifference.second}`,
        ]
      : []),
    ...(environment.length > 0
      ? ['what may explain it:', ...environment.map(({ what, first, second }) => `  ${what}: ${first} → ${second}`)]
      : ['nothing in the recorded environment differs']),
  ]
}

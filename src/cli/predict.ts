import { resolve } from 'node:path'
import { type Predictions, predict } from '../run/predict.js'
import { writeFileAtomic } from '../rundir/write-file.js'
import { ConfigError } from '../util/diagnostic.js'
import type { App } from './app.js'
import type { Arguments } from './arguments.js'
import { operands } from './operands.js'
import { projectRegistry } from './polyhead-app.js'
import { EXIT } from './report-error.js'

/** `polyhead predict RUN_DIR FILE.csv [--task N] [--weights best|final] [--out FILE] [overrides…]` */
export async function predictCommand(args: Arguments, app: App): Promise<number> {
  const { flags, options, overrides } = args
  const usage = 'polyhead predict RUN_DIR FILE.csv [--task N]'
  const [dir, file] = operands(args, ['a run directory', 'a CSV file'], usage) as [string, string]
  const { weights } = options
  if (weights !== undefined && weights !== 'best' && weights !== 'final') {
    throw new ConfigError({ code: 'usage', path: '', message: `--weights takes best or final, not '${weights}'` })
  }
  const cwd = process.cwd()
  const found = await predict(dir, file, {
    cwd,
    registry: await projectRegistry(flags, cwd),
    repository: (await app.open(flags, cwd)).repository,
    overrides,
    ...(options.task !== undefined && { task: options.task as number }),
    ...(weights && { weights }),
  })
  const out = options.out as string | undefined
  const text = flags.json ? `${JSON.stringify(asData(found))}\n` : asCsv(found)
  if (out === undefined) process.stdout.write(text)
  else writeFileAtomic(resolve(cwd, out), text)
  if (found.accuracy !== null && !flags.quiet) {
    process.stderr.write(
      `accuracy on task ${found.task}: ${found.accuracy.toFixed(4)} of ${found.predictions.length} rows\n`,
    )
  }
  return EXIT.done
}

/** Rows from 0; the probability of each label, with the digits of a float32. */
function asCsv(found: Predictions): string {
  const { labels, predictions, probabilities, truth } = found
  const header = ['row', ...(truth ? ['label'] : []), 'prediction', ...labels.map((label) => `probability_${label}`)]
  const lines = predictions.map((prediction, row) => {
    const ofRow = probabilities.subarray(row * labels.length, (row + 1) * labels.length)
    return [row, ...(truth ? [truth[row]] : []), prediction, ...Array.from(ofRow, shortest)].join(',')
  })
  return `${[header.join(','), ...lines].join('\n')}\n`
}

function asData({ probabilities, labels, ...found }: Predictions) {
  const rows = found.predictions.map((_, row) =>
    Array.from(probabilities.subarray(row * labels.length, (row + 1) * labels.length), shortest),
  )
  return { ...found, labels, probabilities: rows }
}

/** The shortest number that is this float32: 9 digits always tell it from its neighbours. */
function shortest(value: number): number {
  return Number(value.toPrecision(9))
}

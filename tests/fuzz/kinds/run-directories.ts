import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Case, type Entry, SENTINEL } from '../case.js'
import { hostileText } from '../hostile.js'
import { mutateBytes, mutateText, mutateValue } from '../mutate.js'
import type { Random } from '../random.js'

const COMMANDS: readonly (readonly string[])[] = [
  ['ls', '.'],
  ['ls', '.', '--group', '--json'],
  ['diff', 'theirs', 'theirs'],
  ['report', 'theirs'],
  ['report', '.'],
  ['reproduce', 'theirs', '--in', 'again'],
  ['reproduce', 'theirs', 'seed=2', 'trainer.limit_train_batches=1'],
  ['resume', 'theirs'],
  ['resume', 'theirs', 'trainer.max_epochs=2'],
  ['eval', 'theirs'],
  ['predict', 'theirs', 'rows.csv'],
  ['export', 'theirs'],
  ['completion', 'query', 'polyhead', 'ls', 'the'],
]

/** @param run the files of a finished run, relative to its folder `theirs` */
export function runDirectories(run: { dir: string; files: readonly string[] }): (random: Random) => Case {
  const changed = (random: Random): Entry => {
    const file = random.pick(run.files)
    const path = `theirs/${file}`
    if (random.chance(0.07))
      return { path, content: { link: random.pick(['/dev/zero', '/proc/self/mem', SENTINEL, '..', 'run.json']) } }
    if (random.chance(0.03)) return { path, content: { folder: true } }
    const bytes = readFileSync(join(run.dir, file))
    if (file.endsWith('.json') && random.chance(0.7)) {
      return { path, content: JSON.stringify(mutateValue(JSON.parse(bytes.toString()), random)) }
    }
    const isText = /\.(yaml|json|jsonl|csv|log)$/.test(file)
    return {
      path,
      content: isText && random.chance(0.7) ? mutateText(bytes.toString(), random) : mutateBytes(bytes, random),
    }
  }
  return (random) => {
    const rows = random.chance(0.5) ? `${Array(64).fill('1').join(',')}\n` : hostileText(random)
    const unfinished = random.chance(0.3)
    const record = unfinished ? [unfinishedRecord(run.dir, random)] : []
    return {
      files: [{ path: 'rows.csv', content: rows }, ...record, ...random.some(1, 2, () => changed(random))],
      argv: [...random.pick(COMMANDS)],
      withRun: true,
    }
  }
}

function unfinishedRecord(dir: string, random: Random): Entry {
  const record = JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8'))
  const status = random.pick(['running', 'failed', 'interrupted'])
  return {
    path: 'theirs/run.json',
    content: JSON.stringify({ ...record, status, process: { pid: 1, host: 'elsewhere' } }),
  }
}

import { resolve } from 'node:path'
import { statPath } from '../../util/stat-path.js'
import type { Command } from '../app.js'
import type { Operand } from './option.js'
import { looksLikeOverride } from './split-words.js'

/** The words of a command, given to its operands. */
export interface AssignedWords {
  /** By the operand's key. */
  operands: ReadonlyMap<string, readonly string[]>
  overrides: readonly string[]
  /** Words for which there is no operand. */
  surplus: readonly string[]
}

/** Whether a folder or file of this name may be what an operand asks for. */
function isPath({ type }: Operand): boolean {
  return type === 'run' || type === 'run-or-folder' || type === 'folder' || type === 'file'
}

/**
 * Gives each word its place. A word with `=` is an override, unless an operand that is a path is still open, and the
 * word is the name of such a path, or stands after `--`: Hydra names directories `lr=0.1,seed=2`.
 * @param rest words after `--`
 */
export function assignWords(
  command: Command,
  words: readonly string[],
  rest: readonly string[],
  cwd: string,
): AssignedWords {
  const entries = Object.entries(command.operands)
  const operands = new Map(entries.map(([key]): [string, string[]] => [key, []]))
  const overrides: string[] = []
  const surplus: string[] = []
  const exists = (word: string) => statPath(resolve(cwd, word))
  const names = (word: string, operand: Operand) =>
    operand.type === 'file' ? exists(word)?.isFile() : exists(word)?.isDirectory()
  const place = (word: string, afterDashes: boolean) => {
    const condition = entries.find(([, { type }]) => type === 'condition')
    const [key, open] =
      entries.find(([name, { type, count }]) => {
        const full = count !== 'many' && count !== 'any' && operands.get(name)?.length === 1
        return type !== 'condition' && !full
      }) ?? []
    const asPath = open !== undefined && isPath(open) && (afterDashes || names(word, open))
    if (condition && /[<>=]/.test(word) && !asPath) operands.get(condition[0])?.push(word)
    else if (looksLikeOverride(word) && !asPath) overrides.push(word)
    else if (key === undefined) surplus.push(word)
    else operands.get(key)?.push(word)
  }
  for (const word of words) place(word, false)
  for (const word of rest) place(word, true)
  return { operands, overrides, surplus }
}

import { visible } from '../../util/visible.js'
import type { App } from '../app.js'
import type { Candidate } from './candidate.js'
import { complete } from './complete.js'
import { splitLine } from './split-line.js'

/** More than anyone reads, and few enough for a shell to sort. */
const MOST = 500

/**
 * Answers a shell, one candidate a line. Whatever is wrong, with the config or here, the answer is fewer candidates: an
 * error in the middle of a prompt helps nobody.
 * @param argv `bash LINE BREAKS`, or `zsh|fish -- WORD…`, the words without the program's name, the last one the
 * current
 */
export async function completionQuery(app: App, argv: readonly string[], cwd: string): Promise<string> {
  try {
    const [shell, ...rest] = argv
    if (shell === 'bash') {
      const { before, current, kept, quote } = splitLine(rest[0] ?? '', rest[1])
      const found = await complete(app, before.slice(1), current, cwd)
      // In quotes bash breaks words nowhere, and closes the quote itself.
      const lines = typable(found).map(({ text, finished }) => {
        const end = text.slice(kept)
        return quote === '' ? `${escapeForBash(end)}${finished ? ' ' : ''}` : end
      })
      return lines.map((line) => `${line}\n`).join('')
    }
    const words = rest[0] === '--' ? rest.slice(1) : rest
    const found = await complete(app, words.slice(0, -1), words.at(-1) ?? '', cwd)
    return typable(found)
      .map(shell === 'fish' ? fishLine : zshLine)
      .join('')
  } catch {
    return ''
  }
}

/** Without those that would break a line of the answer, or that a terminal would obey. */
function typable(found: readonly Candidate[]): readonly Candidate[] {
  return found.filter(({ text }) => visible(text) === text).slice(0, MOST)
}

function escapeForBash(text: string): string {
  return text.replace(/[^\w.,:=/@%+~^-]/g, '\\$&')
}

/** fish adds no space after `=`, `.` and `/`, which is where words of ours go on. */
function fishLine({ text, about }: Candidate): string {
  return `${text}${about ? `\t${oneLine(about)}` : ''}\n`
}

function zshLine({ text, finished, about }: Candidate): string {
  return `${text}${finished ? ' ' : ''}\t${about ? oneLine(about) : ''}\n`
}

function oneLine(text: string): string {
  const line = visible(text.replace(/\s+/g, ' '))
  return line.length > 70 ? `${line.slice(0, 69)}…` : line
}

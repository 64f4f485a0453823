import { ConfigError } from '../util/diagnostic.js'
import type { FileSource } from '../util/source.js'

/** Hydra looks for the header in this many characters of a file. */
const HEADER_CHARACTERS = 512
/** What Python calls white space: unlike JavaScript's, not the byte order mark. */
const SPACE = '[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python ends lines at them.
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/
const DIRECTIVE = new RegExp(`^#${SPACE}*@`)
const AROUND = new RegExp(`^${SPACE}+|(?<!${SPACE})${SPACE}+$`, 'g')

function head(text: string): string {
  const part = text.slice(0, HEADER_CHARACTERS * 2)
  // Characters beyond the basic plane count one, as in Python.
  return /[\ud800-\udfff]/.test(part)
    ? [...part].slice(0, HEADER_CHARACTERS).join('')
    : part.slice(0, HEADER_CHARACTERS)
}

/**
 * The package that a config file's header asks for: `# @package NAME` above everything else but blank lines.
 * @returns null where there is no such line.
 * @throws ConfigError where a header line is not of the form `# @KEY VALUE`.
 */
export function parsePackageHeader(text: string, file: string): string | null {
  let result: string | null = null
  let offset = 0
  const start = head(text)
  for (let number = 1; offset <= start.length; number++) {
    const rest = start.slice(offset)
    const end = LINE_END.exec(rest)
    const raw = end ? rest.slice(0, end.index) : rest
    const line = raw.replace(AROUND, '')
    if (line !== '') {
      if (!DIRECTIVE.test(line)) break
      const words = line.slice(1).replace(AROUND, '').split(' ').filter(Boolean)
      if (words.length !== 2) {
        throw new ConfigError({
          code: 'package-header',
          path: '',
          message: `a header line has the form '# @package NAME', but this one ${words.length < 2 ? 'has no value' : 'has more than one word after its key'}`,
          source: {
            kind: 'file',
            file,
            line: number,
            column: 1,
            range: [offset, offset + raw.length],
          },
          hint: words[0] === '@package' ? 'write one name, without spaces' : "start a comment without '@'",
        })
      }
      if (words[0] === '@package') result = words[1] as string
    }
    if (!end) break
    offset += end.index + end[0].length
  }
  return result
}

/** A line that has, or would have, the form of a header. */
export interface HeaderLine {
  /** As it is written, without white space around it. */
  readonly text: string
  readonly source: FileSource
}

const HEADER = /^#\s*@package\s+\S+$/

/** The header of a file that has none where it counts, but one further down, above all keys. */
export function ignoredHeader(text: string, file: string): HeaderLine | undefined {
  return text.includes('@package') ? headerLines(text, file).next().value : undefined
}

/** Hydra 1.0's: since 1.2 they are names as any other. Only a whole part of a name was one. */
const KEYWORD = /(?:^|\.)_(?:group|name)_(?:\.|$)/

/** A header that is in force, by a name that was a keyword once. */
export function keywordHeader(name: string | null, text: string, file: string): HeaderLine | undefined {
  if (name === null || !KEYWORD.test(name)) return undefined
  return [...headerLines(text, file)].find((line) => line.text.endsWith(name))
}

/** Headers above all keys. */
function* headerLines(text: string, file: string): Generator<HeaderLine, undefined> {
  let offset = 0
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (HEADER.test(line)) {
      const start = offset + raw.indexOf('#')
      const range = [start, start + line.length] as const
      yield { text: line, source: { kind: 'file', file, line: index + 1, column: start - offset + 1, range } }
    }
    if (line !== '' && line !== '---' && !line.startsWith('#')) return
    offset += raw.length + 1
  }
}

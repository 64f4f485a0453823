import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { didYouMean, nearest } from '../util/suggest.js'
import type { App } from './app.js'
import { COMMON_FLAGS, FLAGS } from './flags.js'
import type { ParsedLine } from './parse-arguments.js'
import type { Project } from './project.js'
import type { UnknownFlag } from './split-words.js'
import { usageDiagnostic } from './usage-error.js'

/** All that is wrong with a command line. */
export async function wrongLine(
  _argv: readonly string[],
  line: ParsedLine,
  app: App,
  _project: Project,
): Promise<ConfigError> {
  return new ConfigError([
    ...line.problems,
    ...line.unknown.map((flag) => unknownFlag(flag, line)),
    ...line.stray.map((word) => strayWord(word, app)),
  ])
}

function unknownFlag({ word }: UnknownFlag, { command }: ParsedLine): Diagnostic {
  const written = word.split('=')[0] as string
  const names = Object.keys(command ? { ...COMMON_FLAGS, ...command.options } : FLAGS)
  const hint = didYouMean(written.replace(/^-+/, ''), names)?.replace("'", "'--")
  return { ...usageDiagnostic(`${written} is not a flag`, { text: word, hint }), code: 'bad-flag' }
}

/** A word that is neither an override nor a command is a mistake worth a suggestion. */
function strayWord(text: string, app: App): Diagnostic {
  const near = nearest(text, app.commands.keys())
  return {
    ...usageDiagnostic(`'${text}' is neither an override (key=value) nor a command`, {
      text,
      hint: near && `did you mean '${near}'?`,
      notes: app.commands.size > 0 ? [`commands: ${[...app.commands.keys()].join(', ')}`] : [],
    }),
    code: 'not-an-override',
  }
}

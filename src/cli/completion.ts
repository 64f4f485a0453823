import { ConfigError } from '../util/diagnostic.js'
import { didYouMean } from '../util/suggest.js'
import type { Arguments } from './arguments.js'
import { completionScript, SHELLS, type Shell } from './completion/scripts.js'
import { EXIT } from './report-error.js'

/** `polyhead completion bash|zsh|fish [NAME]`: prints a script; NAME is the command of an app built on `main`. */
export async function completionCommand({ operands }: Arguments): Promise<number> {
  const [shell, name = 'polyhead', ...rest] = operands
  const wrong = shell === undefined || !(SHELLS as readonly string[]).includes(shell)
  const badName = !/^[\w.-]+$/.test(name)
  if (wrong || badName || rest.length > 0) {
    const hint = wrong && shell !== undefined ? didYouMean(shell, SHELLS) : undefined
    throw new ConfigError({
      code: 'usage',
      path: '',
      message: wrong
        ? `completion needs a shell: ${SHELLS.join(', ')}${shell === undefined ? '' : `, not '${shell}'`}`
        : badName
          ? `'${name}' is not the name of a command`
          : `completion takes a shell and a command's name, not '${rest[0]}' too`,
      hint: hint ?? 'polyhead completion bash|zsh|fish [NAME]',
    })
  }
  process.stdout.write(completionScript(shell as Shell, name))
  return EXIT.done
}

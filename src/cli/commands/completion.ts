import { defineCommand } from '../app.js'
import { usageError } from '../arguments/usage-error.js'
import { SHELLS } from '../completion/shells.js'
import { EXIT } from '../exit.js'

export const completion = defineCommand({
  name: 'completion',
  summary: 'a script that makes the shell complete commands, keys and values',
  help: [
    'Prints a script that makes the shell complete commands, flags, groups and options, keys of the config that the',
    'words so far give, values that schemas spell out, and run directories.',
  ],
  examples: ['eval "$(polyhead completion bash)"'],
  operands: {
    shell: { type: 'text', name: 'bash|zsh|fish', count: 'one', choices: SHELLS, about: 'a shell' },
    name: {
      type: 'text',
      name: 'NAME',
      count: 'optional',
      about: 'the command of an app built on `main`',
      otherwise: '`polyhead`',
    },
  },
  options: {},
  overrides: false,
  async run({ operands: { shell, name = 'polyhead' } }) {
    if (!/^[\w.-]+$/.test(name)) throw usageError(`'${name}' is not the name of a command`)
    const { completionScript } = await import('../completion/scripts.js')
    process.stdout.write(completionScript(shell, name))
    return EXIT.done
  },
})

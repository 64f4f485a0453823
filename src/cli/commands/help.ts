import { print } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'

export const help = defineCommand({
  name: 'help',
  summary: 'the page of a command',
  help: ['Prints the page of a command, or the one of all; `--help` does the same.'],
  examples: ['polyhead help reproduce'],
  operands: {
    command: { type: 'command', name: 'COMMAND', count: 'optional', about: 'one command' },
  },
  options: {},
  overrides: false,
  async run({ operands }, project, app) {
    const { appHelp, commandHelp } = await import('../help.js')
    const commands = await app.commands()
    const command = commands.get(operands.command ?? '')
    print(command ? commandHelp(command, app) : appHelp(app, commands, project.repository))
    return EXIT.done
  },
})

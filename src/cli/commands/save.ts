import { ownCommand } from '../../util/own-command.js'
import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'

export const save = defineCommand({
  name: 'save',
  summary: 'write overrides as an experiment of the project',
  help: [
    'Writes a command line as `experiments/NAME.yaml`: its groups in the defaults list, its values with the one-line',
    'descriptions of their schemas as comments. What is written is composed again: `experiment=NAME` gives the very',
    'config that the overrides give, or nothing is written. An experiment among the overrides is built upon.',
  ],
  examples: ['polyhead save small optimizer=sgd optimizer.lr=0.05', 'polyhead experiment=small trainer.max_epochs=1'],
  operands: {
    name: { type: 'text', name: 'NAME', count: 'one', about: 'a name for the experiment' },
  },
  options: {
    replace: { type: 'boolean', about: 'take the place of an experiment that has this name' },
  },
  overrides: true,
  async run({ operands, options, overrides, flags }, project, app) {
    const { saveExperiment } = await import('../projects/save-experiment.js')
    const saved = await saveExperiment({ name: operands.name, overrides, replace: options.replace }, project, app)
    if (flags.json) printJson(saved)
    else print(`wrote ${saved.file}\n\n${saved.text}\nnext: ${ownCommand()} ${saved.override}\n`)
    return EXIT.done
  },
})

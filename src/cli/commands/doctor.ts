import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'what there is to compute with, how fast it is, and how to get more',
  help: [
    'The backends that are installed, with the speed of a product of matrices on each, and what the others need.',
    '`--install onnx` installs ONNX Runtime beside polyhead by npm, without running its script.',
  ],
  examples: ['polyhead doctor'],
  operands: {},
  options: {
    install: { type: 'text', name: 'BACKEND', choices: ['onnx'], about: 'get a backend that is not installed' },
  },
  overrides: false,
  async run({ options, flags }) {
    const { backendStates, installOnnx, statesText } = await import('../backend-states.js')
    if (options.install && !installOnnx()) return EXIT.failed
    const states = await backendStates()
    if (flags.json) printJson(states)
    else print(statesText(states))
    return EXIT.done
  },
})

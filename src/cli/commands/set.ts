import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'

export const set = defineCommand({
  name: 'set',
  summary: 'change values in a YAML file, and nothing else in it',
  help: [
    'Changes values in a YAML file; `+key=value` adds one. Comments, quotes, the order of keys and every other byte',
    'stay as they are. What cannot be changed where it stands (a value that an alias or `<<` brings from elsewhere, or',
    'that an anchor shares with other places) is refused, and nothing is written.',
  ],
  examples: [
    'polyhead set my-project/experiments/first.yaml optimizer.lr=0.02',
    'polyhead set my-project/experiments/first.yaml +optimizer.nesterov=true',
  ],
  operands: {
    file: { type: 'file', name: 'FILE', count: 'one', about: 'a YAML file' },
  },
  options: {},
  overrides: true,
  async run({ operands, overrides, flags }, { cwd }) {
    const { setValues } = await import('../projects/set-values.js')
    const changed = setValues({ file: operands.file, cwd, overrides })
    if (flags.json) printJson({ file: operands.file, changed, written: changed.length > 0 })
    else print(`${changed.length === 0 ? 'nothing to change' : changed.join('\n')}\n`)
    return EXIT.done
  },
})

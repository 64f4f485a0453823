import { compose } from '../../compose/index.js'
import { bindNearly } from '../../run/job.js'
import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'

export const explain = defineCommand({
  name: 'explain',
  summary: 'where a value comes from, and what it may be',
  help: [
    'Where a value comes from, what it beat, and what it may be; for a group, why that option is chosen; for a',
    'reference, what it leads to.',
  ],
  examples: [
    'polyhead explain optimizer.lr optimizer=adam optimizer.lr=0.01',
    'polyhead explain optimizer backbone.input_dim',
  ],
  operands: {
    keys: {
      type: 'key',
      name: 'KEY',
      count: 'many',
      about: 'a key of the config, such as optimizer.lr or optimizer',
    },
  },
  options: {},
  overrides: true,
  async run({ operands, overrides, flags }, project, app) {
    const [{ explain: explainKey }, { explanationText }] = await Promise.all([
      import('../../inspect/explain.js'),
      import('../explanation-text.js'),
    ])
    const composition = await project.composition()
    const composed = compose({ ...composition, overrides, origin: 'command line' })
    const facts = { cwd: project.cwd, now: new Date(), name: app.jobName, env: process.env }
    const config = bindNearly(composed, facts)
    const registry = await project.registry()
    const explanations = operands.keys.map((key) => explainKey(config, key, registry, composition.repository))
    if (flags.json) printJson(explanations)
    else print(`${explanations.map(explanationText).join('\n\n')}\n`)
    return EXIT.done
  },
})

import { resolve } from 'node:path'
import { defineCommand } from '../app.js'

export const data = defineCommand({
  name: 'data',
  summary: 'the data sets that are known by name: which are there, and how to get the others',
  help: [
    'The data sets that polyhead knows by name: which are there (`list`), whether they are whole (`check`), and',
    'getting those that can be fetched (`fetch`). Exit code 1 where one that is named is not ready.',
  ],
  examples: ['polyhead data list', 'polyhead data check optdigits'],
  operands: {
    action: {
      type: 'text',
      name: 'list|check|fetch',
      count: 'optional',
      choices: ['list', 'check', 'fetch'],
      about: 'what to do',
      otherwise: '`list`',
    },
    names: { type: 'text', name: 'NAME', count: 'any', about: 'the names of data sets, for `check` and `fetch`' },
  },
  options: {
    root: { type: 'folder', name: 'DIR', about: 'the folder of their files' },
  },
  overrides: false,
  async run({ operands, options, flags }, { cwd }) {
    const { dataSets } = await import('../data-sets.js')
    const { action = 'list', names } = operands
    const root = options.root === undefined ? null : resolve(cwd, options.root)
    return dataSets({ action, names, root, json: flags.json })
  },
})

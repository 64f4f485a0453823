import { TABLE_FORMATS } from '../../report/table-formats.js'
import { outputColumns, print } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'

export const ls = defineCommand({
  name: 'ls',
  summary: 'a table of runs: what differs, and what came out; `--group` aggregates over seeds',
  help: [
    'A table of the runs below a folder, with the values in which they differ and what came out. A condition such',
    'as `optimizer.lr<0.1` or `acc>0.9` chooses among them. Sorted by an accuracy the best come first, by anything',
    'else the smallest. On a terminal the table stays within its columns; what is piped is whole.',
  ],
  examples: [
    'polyhead ls',
    'polyhead ls multirun --group --sort acc --format markdown',
    "polyhead ls multirun --where 'optimizer.lr<0.1'",
  ],
  operands: {
    folder: { type: 'folder', name: 'DIR', count: 'optional', about: 'one folder', otherwise: 'the working directory' },
    conditions: { type: 'condition', name: 'CONDITION', count: 'any', about: 'conditions, as for `--where`' },
  },
  options: {
    where: {
      type: 'condition',
      name: 'CONDITION',
      repeatable: true,
      about: 'only runs for which it holds; further conditions may follow',
    },
    sort: { type: 'text', name: 'COLUMN', about: 'order by this column' },
    reverse: { type: 'boolean', about: 'the other way round' },
    group: { type: 'boolean', about: 'one row for all seeds: mean and spread' },
    columns: { type: 'text', name: 'A,B', about: 'the columns to show' },
    format: { type: 'text', name: 'FORMAT', choices: TABLE_FORMATS, default: 'table', about: 'how to print it' },
  },
  overrides: false,
  async run({ operands, options, flags }) {
    const { listRuns } = await import('../list-runs.js')
    const { where, columns, ...rest } = options
    const text = listRuns({
      ...rest,
      folder: operands.folder ?? '.',
      conditions: [...where, ...operands.conditions],
      columns: columns?.split(','),
      json: flags.json,
      room: outputColumns(),
    })
    print(text)
    return EXIT.done
  },
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

let project: Project
beforeAll(() => {
  project = new Project('clarena-tree')
})
afterAll(() => project.remove())

const polyhead = (...args: string[]) =>
  project.polyhead('--config-path', 'tree', '--config-name', 'entrance', 'index=joint', ...args, '--dry-run')

/** What a hint says to type, as a shell would read it. */
function typed(hint: string): string {
  const quoted = /'((?:[^']|'\\'')+=(?:[^']|'\\'')+)'/.exec(hint)?.[1]
  const [plain] = /\S+=\S+/.exec(hint) ?? []
  return (quoted ?? plain ?? '').replaceAll("'\\''", "'")
}

const lines = '{_target_: polyhead.loggers.JSONLinesLogger, save_dir: "${hydra:runtime.output_dir}"}'

/** What is typed, what it is told, and the override that it is told. */
const CASES = [
  ['mtl_algorithm=pcgrad', "one of the group 'weighting'", '+weighting@mtl_algorithm.weighting=pcgrad'],
  ['+algorithm=pcgrad', "one of the group 'weighting'", '+weighting@mtl_algorithm.weighting=pcgrad'],
  ['weighting=dwa', 'to add it', '+weighting@mtl_algorithm.weighting=dwa'],
  ['+weighting=pcgrad', 'use', '+weighting@mtl_algorithm.weighting=pcgrad'],
  ['mtl_algorithm.weighting=dwa', 'to add it', '+weighting@mtl_algorithm.weighting=dwa'],
  ['+mtl_algorithm.weighting=dwa', 'choose the option', '+weighting@mtl_algorithm.weighting=dwa'],
  ['loggers=csv_logger', 'to add it', '+loggers@lightning_loggers.csv_logger=csv_logger'],
  ['+loggers=csv_logger', 'use', '+loggers@lightning_loggers.csv_logger=csv_logger'],
  [
    'lightning_loggers=json_lines_logger',
    "one of the group 'loggers'",
    '+loggers@lightning_loggers.json_lines_logger=json_lines_logger',
  ],
  ['callbacks=early_stopping', 'add it', 'callbacks=append({_target_: polyhead.callbacks.EarlyStopping})'],
  ['+callbacks=early_stopping', 'to add to it', 'callbacks=append({_target_: polyhead.callbacks.EarlyStopping})'],
  [
    '+callbacks@callbacks.x=early_stopping',
    'to add it to the list',
    'callbacks=append({_target_: polyhead.callbacks.EarlyStopping})',
  ],
  ['+metrics@metrics.x=mtl', 'to have it instead', 'metrics=mtl'],
  ['metrics=f1', 'add it', 'metrics=append({_target_: polyhead.metrics.F1})'],
  ['metrics=append(x)', 'for example', 'metrics=append({_target_: polyhead.metrics.Accuracy})'],
  ...['append', 'prepend', 'extend_list'].map((edit) => [
    `lightning_loggers=${edit}(${lines})`,
    'a map is added to by name',
    `+lightning_loggers.json_lines_logger=${lines}`,
  ]),
  [
    'lightning_loggers=append({_target_: polyhead.loggers.JSONLinesLogger})',
    'a map is added to by name',
    '+loggers@lightning_loggers.json_lines_logger=json_lines_logger',
  ],
  [
    'lightning_loggers=append(json_lines_logger)',
    'a map is added to by name',
    '+loggers@lightning_loggers.json_lines_logger=json_lines_logger',
  ],
  ['metrics=append(f1)', 'choose the option', 'metrics=append({_target_: polyhead.metrics.F1})'],
  ['metrics.0.save_dir=y', 'use', 'metrics.0.save_dir="${hydra:runtime.output_dir}/y"'],
] as [string, string, string][]

/** Every one is told what may be typed in its place. */
test.each(CASES)('%s', (override, hint, instead) => {
  const { stderr } = polyhead(override)
  const line = stderr.split('\n').find((each) => each.includes('^^') && each.includes(hint)) ?? stderr
  expect(line).toContain(hint)
  expect(typed(line.slice(line.lastIndexOf('^')))).toBe(instead)
  expect(stderr.match(/^command line {2}/gm)).toHaveLength(1)
})

/** And that is right in the tree as it is. */
test.each([...new Set(CASES.map(([, , instead]) => instead))])('%s is right', (instead) => {
  const { code, stderr } = polyhead(instead)
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('command line')])
})

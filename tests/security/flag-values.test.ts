import { describe, expect, test } from 'vitest'
import { parseArguments } from '../../src/cli/arguments/parse-arguments.js'
import { polyheadApp } from '../../src/cli/polyhead-app.js'
import { Project } from '../helpers/project.js'

/** What no number and no choice is; the last ones would be numbers of other languages. */
const JUNK = ['x', 'nan', 'inf', '-1e999', ' 1', '1 2', '0x10', '1_000', '１', '1\u202e', '__proto__', 'toString']

const commands = await polyheadApp.commands()

const checked = [...commands].flatMap(([command, { options }]) =>
  Object.entries(options).flatMap(([name, option]) =>
    option.type === 'number' || option.type === 'integer' || ('choices' in option && option.choices)
      ? [{ command, name: `--${name}` }]
      : [],
  ),
)

test('options with numbers and choices are known', () => {
  expect(checked.map(({ name }) => name)).toEqual(expect.arrayContaining(['--tolerance', '--slots', '--weights']))
})

describe.each(checked)('$command $name is checked by its declared type', ({ command, name }) => {
  test.each(JUNK)('%j', (value) => {
    const { problems } = parseArguments([command, `${name}=${value}`], commands, {
      program: 'polyhead',
      cwd: process.cwd(),
    })
    expect(problems.map(({ message }) => message)).toContainEqual(expect.stringContaining(`${name} takes`))
  })
})

test.each(['x', 'nan', '-1', 'inf'])('reproduce --tolerance %s compares nothing', (value) => {
  const project = new Project('small-project')
  const { code, stdout, stderr } = project.polyhead('reproduce', '.', '--tolerance', value)
  expect([code, stdout]).toEqual([2, ''])
  expect(stderr).toContain(`--tolerance takes a number ≥ 0, not '${value}'`)
  project.remove()
})

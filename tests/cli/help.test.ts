import { describe, expect, test } from 'vitest'
import type { Command } from '../../src/cli/app.js'
import { COMMON_FLAGS } from '../../src/cli/arguments/flags.js'
import { parseArguments } from '../../src/cli/arguments/parse-arguments.js'
import { commandHelp } from '../../src/cli/help.js'
import { polyheadApp } from '../../src/cli/polyhead-app.js'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const commands = await polyheadApp.commands()

test('the help names every group and command, within 80 columns', async () => {
  const project = new Project()
  const { code, stdout } = await commandLine(project.dir, ['--help'])
  expect(code).toBe(0)
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  for (const word of ['backbone', 'optimizer', 'adam', 'reproduce', 'resume', '--multirun'])
    expect(stdout).toContain(word)
  project.remove()
})

test("a project's own groups and options are listed with the built-in ones", async () => {
  const project = new Project().write('configs/optimizer/mine.yaml', '{}\n').write('configs/db/mysql.yaml', '{}\n')
  const { stdout } = await commandLine(project.dir, ['--help'])
  expect(stdout).toMatch(/^ {2}db +mysql$/m)
  expect(stdout).toMatch(/adamw, asgd, mine/)
  project.remove()
})

describe('the page of a command', () => {
  test.each([...commands.values()])('$name: complete, within 80 columns', (command) => {
    const page = commandHelp(command, polyheadApp)
    expect(page.startsWith(`polyhead ${command.name}`)).toBe(true)
    expect(page.split('\n').filter((line) => line.length > 80)).toEqual([])
    const named = Object.values(command.operands).map(({ name }) => name)
    const flags = Object.keys({ ...command.options, ...COMMON_FLAGS }).map((name) => `--${name}`)
    for (const word of [...named, ...flags, ...command.examples]) expect(page).toContain(word)
  })

  test('its examples are lines that can be taken apart', () => {
    for (const { examples } of commands.values())
      for (const line of examples.filter((example) => example.startsWith('polyhead '))) {
        const words = line.split(' ').slice(1)
        const { problems, unknown, stray } = parseArguments(words, commands, { program: 'polyhead', cwd: '.' })
        expect([line, problems, unknown, stray]).toEqual([line, [], [], []])
      }
  })

  test('--help and help print it, whatever else is wrong with the line', async () => {
    const project = new Project()
    const page = commandHelp(commands.get('reproduce') as Command, polyheadApp)
    for (const args of [
      ['reproduce', '--help'],
      ['help', 'reproduce'],
      ['-h', 'reproduce', '--tolerance', 'x'],
      ['reproduce', '--bogus', '-h'],
    ])
      expect(await commandLine(project.dir, args)).toEqual({ code: 0, stdout: page, stderr: '' })
    expect((await commandLine(project.dir, ['help'])).stdout).toBe((await commandLine(project.dir, ['--help'])).stdout)
    const wrong = await commandLine(project.dir, ['help', 'reproduc'])
    expect([wrong.code, wrong.stdout]).toEqual([2, ''])
    expect(wrong.stderr).toContain("did you mean 'reproduce'?")
    project.remove()
  })
})

import { expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

test('the help names every group and command, within 80 columns', () => {
  const project = new Project()
  const { code, stdout } = project.polyhead('--help')
  expect(code).toBe(0)
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([])
  for (const word of ['backbone', 'optimizer', 'adam', 'reproduce', 'resume', '--multirun'])
    expect(stdout).toContain(word)
  project.remove()
})

test("a project's own groups and options are listed with the built-in ones", () => {
  const project = new Project().write('configs/optimizer/mine.yaml', '{}\n').write('configs/db/mysql.yaml', '{}\n')
  const { stdout } = project.polyhead('--help')
  expect(stdout).toMatch(/^ {2}db +mysql$/m)
  expect(stdout).toMatch(/adamw, asgd, mine/)
  project.remove()
})

test('a command has a page of its own', () => {
  const project = new Project()
  expect(project.polyhead('reproduce', '--help').stdout).toMatch(/^polyhead reproduce RUN_DIR/)
  project.remove()
})

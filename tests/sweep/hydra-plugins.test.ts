import { afterEach, beforeEach, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

test.each([
  ['hydra/launcher=ray', 'the launcher of Hydra’s ray plugin', 'hydra/launcher=basic'],
  ['hydra/launcher=ray_aws', 'the launcher of Hydra’s ray plugin', 'hydra/launcher=basic'],
  ['hydra/sweeper=nevergrad', 'the sweeper of Hydra’s nevergrad plugin', 'hydra/sweeper=basic'],
  ['hydra/sweeper=ax', 'the sweeper of Hydra’s ax plugin', 'hydra/sweeper=basic'],
])('a sweep with %s says what is not there, and another choice works', (option, what, other) => {
  const sweep = (...args: string[]) => project.polyhead('-m', 'seed=1,2', '--dry-run', ...args)
  const { code, stderr } = sweep(option)
  expect(code).toBe(2)
  expect(stderr).toContain(`${what.replace('’', "'")} is not there: its config composes, but it cannot run`)
  expect(stderr).toContain(`choose another one, such as ${other}`)
  expect(project.files()).toEqual([])
  expect(sweep(other).code).toBe(0)
  expect(project.polyhead(option, '--dry-run').code).toBe(0)
})

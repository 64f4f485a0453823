import { afterEach, beforeEach, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

test('the hint to add jobs to a sweep keeps what was added already', () => {
  project.write('sw/sweep.yaml', 'a: 1\n')
  const { code, stderr } = project.polyhead('resume', 'sw', '--add', 'seed=1,2', 'trainer.max_epochs=1')
  expect(code).toBe(2)
  expect(stderr).toContain('resume sw --add seed=1,2 --add trainer.max_epochs=1')
})

import { cpSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { Project } from '../helpers/project.js'

export const QUICK = ['trainer.max_epochs=1', 'trainer.limit_train_batches=2', 'seed=1']

/** @returns the project of each test: a copy of one that holds a finished run, `theirs`, to be tampered with */
export function strangersRun(): () => Project {
  let made: Project
  let project: Project
  beforeAll(() => {
    made = new Project('small-project')
    expect(made.polyhead(...QUICK, 'hydra.run.dir=theirs').code).toBe(0)
  })
  afterAll(() => made.remove())
  beforeEach(() => {
    project = new Project()
    cpSync(made.dir, project.dir, { recursive: true })
  })
  afterEach(() => project.remove())
  return () => project
}

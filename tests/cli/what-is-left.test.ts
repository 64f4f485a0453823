import { expect, onTestFinished, test } from 'vitest'
import { whatIsLeft } from '../../src/cli/what-is-left.js'
import { Project } from '../helpers/project.js'
import { runRecord } from '../helpers/run-record.js'

test('a run that its sweep has ended early is told how it is trained further', () => {
  const project = new Project()
  onTestFinished(() => project.remove())
  const of = (prunedAfter?: number) => {
    const record = { ...runRecord(), status: 'done', config: { 'trainer.max_epochs': 3 } }
    project.write('r/run.json', JSON.stringify({ ...record, ...(prunedAfter !== undefined && { prunedAfter }) }))
    return whatIsLeft(`${project.dir}/r`)
  }
  expect(of(1)).toEqual({
    status: 'pruned',
    text: expect.stringMatching(/is pruned: .* 'polyhead resume .*r trainer\.max_epochs=6'$/),
  })
  for (const whole of [of(3), of()])
    expect(whole).toEqual({ status: 'done', text: expect.stringContaining('is done: nothing is left to do') })
})

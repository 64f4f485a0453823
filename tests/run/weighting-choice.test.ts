import { afterAll, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const project = new Project()
afterAll(() => project.remove())

test.each([
  ['algorithm.weighting=pcgrad', 'choose the option of the group: weighting=pcgrad'],
  ['algorithm.weighting=pcgradd', 'choose the option of the group: weighting=pcgrad'],
  ['algorithm=pcgrad', "it is one of the group 'weighting': weighting=pcgrad"],
  ['optimizer=cnn', "it is one of the group 'backbone': backbone=cnn"],
  [
    'algorithm.weighting={_target_: LibMTL.weighting.MoCo}',
    "known to LibMTL, not here: nearest is 'polyhead.weightings",
  ],
  [
    'algorithm.weighting={_target_: torchjd.aggregation.Krum}',
    "not here: nearest is 'polyhead.weightings.MeanGradient'",
  ],
])('%s: the message says how a method is chosen', (override, hint) => {
  const { code, stderr } = project.polyhead(override, '--dry-run')
  expect(stderr).toContain(`command line  `)
  expect(stderr).toContain(hint)
  expect(code).toBe(2)
})

test('a method that is chosen for one task alone is said to have no effect, without a place in the option', () => {
  const { code, stderr } = project.polyhead(
    'algorithm=single_learning',
    'weighting=pcgrad',
    'train_tasks=[1]',
    '--dry-run',
  )
  expect(code, stderr).toBe(0)
  expect(stderr).toBe(
    'warning: algorithm.weighting has no effect with algorithm=single_learning, which trains one task\n',
  )
})

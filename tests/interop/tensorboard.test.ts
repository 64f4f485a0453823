import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'
import { hasModule } from '../helpers/python.js'
import { required } from '../helpers/required.js'

const python = process.env.POLYHEAD_PYTHON ?? 'python3'
const project = new Project()
afterAll(() => project.remove())

/** Every scalar that TensorBoard finds, as `{tag: [[step, value]]}`. */
const readBack = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1], size_guidance={'scalars': 0})
events.Reload()
print(json.dumps({tag: [[e.step, e.value] for e in events.Scalars(tag)] for tag in events.Tags()['scalars']}))
`

type Scalars = Record<string, [step: number, value: number][]>

/** What the run logged, from its JSON lines, as TensorBoard keeps it: 32-bit floats. */
function logged(lines: string): Scalars {
  const scalars: Scalars = {}
  for (const line of lines.trim().split('\n')) {
    const { step, ...values } = JSON.parse(line) as Record<string, number>
    for (const [name, value] of Object.entries(values)) {
      scalars[name] ??= []
      scalars[name].push([step as number, Math.fround(value)])
    }
  }
  return scalars
}

describe.skipIf(!hasModule(python, 'tensorboard') && !required('tensorboard'))('TensorBoard (POLYHEAD_PYTHON)', () => {
  test('reads every scalar of a real run', () => {
    const size = ['train_tasks=2', 'eval_tasks=2', 'trainer.max_epochs=2', 'trainer.log_every_n_steps=20']
    const logger = '+loggers@loggers.tensorboard=tensorboard_logger'
    const run = project.polyhead('experiment=permuted_digits', ...size, logger, 'hydra.run.dir=run')
    expect(run.code, run.stderr).toBe(0)
    const expected = logged(project.read('run/metrics.jsonl'))
    expect(Object.keys(expected)).toEqual(
      expect.arrayContaining(['train/acc_batch', 'learning_curve/val/acc', 'task/val/loss_cls_2', 'lr-SGD']),
    )
    const folder = join(project.dir, 'run/tensorboard')
    expect(JSON.parse(execFileSync(python, ['-c', readBack, folder], { encoding: 'utf8' }))).toEqual(expected)
  })
})

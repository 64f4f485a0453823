import { afterEach, beforeEach, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

const short = [
  'experiment=single_digits',
  'trainer.max_epochs=1',
  'trainer.limit_train_batches=2',
  'hydra.run.dir=mine',
]
const kept = '+callbacks@callbacks.kept=model_checkpoint'

test.each([
  ['callbacks.kept.filename=best/x', "names a folder within 'checkpoints'"],
  [
    'callbacks.kept.dirpath="${hydra:runtime.output_dir}/checkpoints/final"',
    "'checkpoints/final' lies in 'checkpoints'",
  ],
])('%s would lose the file, for the run replaces that folder: it is refused', async (override, message) => {
  const { code, stderr } = await commandLine(project.dir, [...short, kept, override])
  expect(code, stderr).toBe(2)
  expect(stderr).toContain(message)
  expect(project.has('mine')).toBe(false)
})

test('a folder of its own has what it is given', async () => {
  const folder = 'callbacks.kept.dirpath="${hydra:runtime.output_dir}/kept"'
  const { code, stderr } = await commandLine(project.dir, [...short, kept, folder, 'callbacks.kept.filename=best/x'])
  expect(code, stderr).toBe(0)
  expect(project.has('mine/kept/best/x.safetensors')).toBe(true)
})

test("a metric's slash makes no folder where its name is not inserted", async () => {
  const name = 'callbacks.kept.filename="{learning_curve/val/loss_cls:.0f}"'
  const { code, stderr } = await commandLine(project.dir, [...short, kept, name])
  expect(code, stderr).toBe(2)
  expect(stderr).toContain("names a folder within 'checkpoints'")
  const bare = await commandLine(project.dir, [...short, kept, name, 'callbacks.kept.auto_insert_metric_name=false'])
  expect(bare.code, bare.stderr).toBe(0)
})

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { onnxProblem } from '../../src/backends/find-onnx.js'
import { Project } from '../helpers/project.js'

test.skipIf(onnxProblem() !== undefined)('ONNX Runtime keeps no books on its use, and so sends none', () => {
  const project = new Project()
  const bin = fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))
  const short = [
    'backend=onnx',
    'train_tasks=2',
    'eval_tasks=2',
    'trainer.max_epochs=1',
    'trainer.limit_train_batches=2',
  ]
  const env = { HOME: project.dir, XDG_CACHE_HOME: join(project.dir, 'cache') }
  const { code, stderr } = project.node([bin, ...short, 'hydra.run.dir=out'], env)
  expect(code, stderr).toBe(0)
  expect(existsSync(join(project.dir, 'cache', 'Microsoft'))).toBe(false)
  project.remove()
})

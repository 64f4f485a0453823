import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtinRegistry } from '../../src/components/manifests.js'
import { openRepository } from '../../src/compose/index.js'
import { checkProject } from '../../src/schema/check.js'
import { packageRoot } from '../../src/util/package-root.js'
import { renderDiagnostics } from '../../src/util/render-diagnostics.js'

test('every primary config, option and experiment of ours is right', async () => {
  const repository = openRepository([
    { dir: join(packageRoot, 'configs') },
    { dir: join(packageRoot, 'experiments'), mount: 'experiment' },
  ])
  const t = performance.now()
  const result = await checkProject({ repository, registry: builtinRegistry })
  console.log(performance.now() - t, result.failed, repository.options(''))
  expect(renderDiagnostics(result.diagnostics)).toBe('')
  expect(result.failed).toEqual([])
})

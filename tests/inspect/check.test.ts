import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtinRegistry } from '../../src/components/manifests.js'
import { openRepository } from '../../src/compose/index.js'
import { checkProject } from '../../src/inspect/check.js'
import { packageRoot } from '../../src/util/package-root.js'
import { renderDiagnostics } from '../../src/util/render-diagnostics.js'
import { openProject } from '../schema/project.js'

test('every primary config, option and experiment of ours is right', async () => {
  const repository = openRepository([
    { dir: join(packageRoot, 'configs') },
    { dir: join(packageRoot, 'experiments'), mount: 'experiment' },
  ])
  const result = await checkProject({ repository, registry: builtinRegistry })
  expect(renderDiagnostics(result.diagnostics)).toBe('')
  expect(result.failed).toEqual([])
  expect(result.primaries).toBe(1)
  expect(result.options).toBeGreaterThanOrEqual(builtinRegistry.list().length)
  expect(result.experiments).toBeGreaterThan(0)
})

test('an error of one option is told once, and every config that it spoils is named', async () => {
  const project = openProject()
  try {
    writeFileSync('configs/optimizer/gentle.yaml', '_target_: polyhead.optimizers.Adam\nlr: -1\n')
    writeFileSync(
      'configs/optimizer/open.yaml',
      '_target_: polyhead.optimizers.Adam\nlr: ${vars.lr}\nweight_decay: ???\n',
    )
    writeFileSync('configs/optimizer/part.yaml', 'lr: 0.1\n')
    mkdirSync('configs/lr_scheduler', { recursive: true })
    const cycle = '_target_: polyhead.lr_schedulers.OneCycleLR\nmax_lr: 1.0\ntotal_steps: '
    for (const length of ['null', '???', '${trainer.max_epochs}'])
      writeFileSync(`configs/lr_scheduler/cycle_${length.length}.yaml`, `${cycle}${length}\n`)
    const repository = openRepository([{ dir: 'configs' }, { dir: join(packageRoot, 'configs'), fallback: true }])
    const own = (path: string) => path === 'config' || /^(?:optimizer|lr_scheduler)\//.test(path)
    const result = await checkProject({ repository, registry: builtinRegistry, only: own })
    expect(result.failed).toEqual(['config', 'optimizer/gentle'])
    expect(renderDiagnostics(result.diagnostics)).toMatchInlineSnapshot(`
      "configs/optimizer/gentle.yaml:2:5  optimizer.lr must be a number ≥ 0, but is -1
        2 | lr: -1
          |     ^^ for example 0.001

      configs/optimizer/part.yaml:1:1  warning: optimizer/part names no component: it has no _target_
        1 | lr: 0.1
          | ^^"
    `)
  } finally {
    project.close()
  }
})

test('an option that is empty, or a list, is told where a component must be named', async () => {
  const project = openProject()
  try {
    writeFileSync('configs/optimizer/comment.yaml', '# only a comment\n')
    writeFileSync('configs/optimizer/nothing.yaml', '')
    writeFileSync('configs/optimizer/list.yaml', '- 1\n- 2\n')
    mkdirSync('configs/callbacks', { recursive: true })
    writeFileSync('configs/callbacks/none.yaml', '# no callbacks\n')
    const repository = openRepository([{ dir: 'configs' }, { dir: join(packageRoot, 'configs'), fallback: true }])
    const only = (path: string) => /^(?:optimizer|callbacks)\//.test(path)
    const { failed, diagnostics } = await checkProject({ repository, registry: builtinRegistry, only })
    expect([...failed].sort()).toEqual(['optimizer/comment', 'optimizer/list', 'optimizer/nothing'])
    expect(
      diagnostics.map(({ code, message, source }) => [code, message, source?.kind === 'file' && source.file]),
    ).toEqual([
      [
        'missing-target',
        'optimizer/comment is empty: it must name a component of group optimizer',
        'configs/optimizer/comment.yaml',
      ],
      ['wrong-type', 'optimizer/list must be a dict, but is a list of 2', 'configs/optimizer/list.yaml'],
      [
        'missing-target',
        'optimizer/nothing is empty: it must name a component of group optimizer',
        'configs/optimizer/nothing.yaml',
      ],
    ])
  } finally {
    project.close()
  }
})

test('a primary config is composed once, however often it is looked at', async () => {
  const opened = openRepository([
    { dir: join(packageRoot, 'configs') },
    { dir: join(packageRoot, 'experiments'), mount: 'experiment' },
  ])
  let alone = 0
  const once: typeof opened.once = (key, make) => {
    if (key.split('experiment').length === 1) alone++
    return opened.once(key, make)
  }
  const only = (path: string) => path === 'config' || path.startsWith('experiment/')
  await checkProject({ repository: { ...opened, once }, registry: builtinRegistry, only })
  expect(alone).toBe(1)
})

import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const QUICK = [
  'experiment=permuted_digits',
  'train_tasks=1',
  'eval_tasks=1',
  'trainer.max_epochs=1',
  'trainer.limit_train_batches=2',
]
/** A name that Hydra's `override_dirname` gives, and one that a shell would take apart. */
const NAMES = ['lr=0.1,seed=2', "my runs/it's $HOME"]

let project: Project
let closings: string[]
beforeAll(() => {
  project = new Project()
  mkdirSync(join(project.dir, 'bin'))
  symlinkSync(fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url)), join(project.dir, 'bin/polyhead'))
  closings = NAMES.map((name) => {
    const dir = name.replaceAll("'", "\\'").replaceAll('$', '\\$')
    const { code, stdout, stderr } = project.polyhead(...QUICK, `hydra.run.dir='${dir}'`)
    expect(code, stderr).toBe(0)
    return stdout
  })
})
afterAll(() => project.remove())

describe('a run whose name holds =', () => {
  const [name] = NAMES as [string]

  test.each([
    [['reproduce', name, '--in', 'again'], 'identical'],
    [['reproduce', '--in', 'again-2', '--', name], 'identical'],
    [['eval', name, '--in', 'eval', 'seed=3'], 'average test accuracy'],
    [['resume', name], 'is done'],
    [['report', name], 'report.html'],
    [['ls', name], 'done'],
    [['diff', name, name], 'the configs are the same'],
    [['export', name], 'task 1'],
  ])('%j', (args, answer) => {
    const { code, stdout, stderr } = project.polyhead(...args)
    expect(code, stderr).toBe(0)
    expect(stdout).toContain(answer)
  })
})

test('the lines with which a run ends can be typed as they are, whatever its name', () => {
  const env = { ...process.env, PATH: `${join(project.dir, 'bin')}:${process.env.PATH}` }
  for (const closing of closings) {
    const line = /^again +(.*)$/m.exec(closing)?.[1]
    const { status, stdout, stderr } = spawnSync('bash', ['-c', String(line)], {
      cwd: project.dir,
      env,
      encoding: 'utf8',
    })
    expect(status, `${line}\n${stderr}`).toBe(0)
    expect(stdout).toContain('identical')
  }
})

import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

let project: Project
beforeAll(() => {
  project = new Project()
  mkdirSync(join(project.dir, 'bin'))
  symlinkSync(fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url)), join(project.dir, 'bin/polyhead'))
})
afterAll(() => project.remove())

/** What a shell says to a line. */
function type(line: string) {
  const env = { ...process.env, PATH: `${join(project.dir, 'bin')}:${process.env.PATH}` }
  const { status, stderr } = spawnSync('bash', ['-c', line], { cwd: project.dir, env, encoding: 'utf8' })
  return { status, stderr }
}

/** The hints that a line gets, as they are. */
function hints(line: string): string[] {
  const { status, stderr } = type(line)
  expect(status, stderr).toBe(2)
  expect(project.files('outputs')).toEqual([])
  return [...stderr.matchAll(/(?:did you mean|quote it:) '(.*)'\??$/gm)].map(([, hint]) => hint as string)
}

describe('a hint that is an override is right when it is typed', () => {
  test.each([
    ['--lr 0.1', 'optimizer.lr=0.1'],
    ['--lr=0.1', 'optimizer.lr=0.1'],
    ['-lr 0.1', 'optimizer.lr=0.1'],
    ['--experiment=permuted_digits', 'experiment=permuted_digits'],
    ['--experiment permuted_digit', 'experiment=permuted_digits'],
    ['--optimizer sgd', 'optimizer=sgd'],
    ['--trainer.max_epochs 5', 'trainer.max_epochs=5'],
    ['--epochs 5', 'trainer.max_epochs=5'],
    ['--batch-size=32', 'dataset.batch_size=32'],
    ['--learning-rate 0.1', 'optimizer.lr=0.1'],
    ['--fast-dev-run', 'trainer.fast_dev_run=true'],
    ["--hidden-dims '[64,64]'", 'backbone.hidden_dims=[64,64]'],
    ['optimizer.lr 0.1', 'optimizer.lr=0.1'],
    ['optimizer.lr = 0.1', 'optimizer.lr=0.1'],
    ['optimizer.lr= 0.1', 'optimizer.lr=0.1'],
    ['optimizer.lr =0.1', 'optimizer.lr=0.1'],
    ['backbone.hidden_dims=[64, 64]', 'backbone.hidden_dims=[64, 64]'],
    ['seed=3 backbone.hidden_dims=[64, 32, 16] train_tasks=2', 'backbone.hidden_dims=[64, 32, 16]'],
    ['+vars={a: 1, b: 2}', '+vars={a: 1, b: 2}'],
  ])('polyhead %s', (line, hint) => {
    expect(hints(`polyhead ${line}`)).toEqual([hint])
    expect(type(`polyhead --dry-run '${hint}'`)).toEqual({ status: 0, stderr: expect.any(String) })
  })

  test('several are right together', () => {
    const found = hints('polyhead --optimizer sgd --momentum 0.9')
    expect(found).toEqual(['optimizer=sgd', 'optimizer.momentum=0.9'])
    expect(type(`polyhead --dry-run ${found.join(' ')}`).status).toBe(0)
  })

  test('beside a mistake of another kind it is right by itself', () => {
    expect(hints('polyhead --seed 3 optimizer=adm')).toEqual(['seed=3'])
  })

  test.each(['--lr abc', '--lr=-1', '--seed', '--experiment=nothing', '--bogus 3'])(
    'nothing is suggested that is wrong: polyhead %s',
    (line) => {
      expect(hints(`polyhead ${line}`)).toEqual([])
    },
  )
})

describe('a hint that is a line can be typed as it is', () => {
  test.each([
    ['polyhead run experiment=permuted_digits', 'polyhead experiment=permuted_digits'],
    ['polyhead train seed=1 --dry-run', 'polyhead seed=1 --dry-run'],
    ['polyhead sweep seed=1,2', 'polyhead -m seed=1,2'],
    ['polyhead version', 'polyhead --version'],
    ['polyhead optimizer=adam explain optimizer.lr', 'polyhead explain optimizer=adam optimizer.lr'],
    ['polyhead seed=1 check', 'polyhead check'],
    ['polyhead optimizer=sgd -q data list', 'polyhead data -q list'],
  ])('%s', (line, hint) => {
    expect(hints(line)).toEqual([hint])
    expect(type(hint.replace(/^polyhead( -m)?(?= \S+=)/, 'polyhead$1 --dry-run')).status).toBe(0)
  })

  test('the usage of a command is told where its words are not enough', () => {
    const { stderr } = type('polyhead seed=1 explain')
    expect(stderr).toContain("the command 'explain' comes first")
    expect(stderr).toContain('polyhead explain KEY… [overrides]')
  })

  test('a command that is misspelt is told alone, and not its operands', () => {
    expect(hints('polyhead reproduc outputs/first again')).toEqual(['reproduce'])
    expect(type('polyhead reproduc outputs/first again').stderr).not.toContain("'again'")
  })

  test('a flag that is misspelt, of a command too, and the word after it is not blamed', () => {
    expect(hints('polyhead --multrun seed=1,2')).toEqual(['--multirun'])
    expect(hints('polyhead reproduce outputs/first --tolerence 3')).toEqual(['--tolerance'])
    expect(hints('polyhead reproduce --debgu outputs/first')).toEqual(['--debug'])
  })
})

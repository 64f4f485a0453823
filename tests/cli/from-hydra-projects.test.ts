import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

/** What `--from-hydra` says of a folder, as text and as JSON. */
async function surveyed(dir: string) {
  const { code, stdout, stderr } = await commandLine(project.dir, ['init', '--from-hydra', dir])
  expect(code, stderr).toBe(0)
  const { stdout: json } = await commandLine(project.dir, ['init', '--from-hydra', dir, '--json'])
  return { text: stdout, found: JSON.parse(json) }
}

async function typed(tree: string, commands: readonly string[][]) {
  for (const words of commands.filter((each) => each.at(-1) !== 'check')) {
    const { code, stderr } = await commandLine(project.dir, ['--config-path', tree, ...words])
    expect({ code, stderr }, words.join(' ')).toEqual({ code: 0, stderr: '' })
  }
}

const main = (given: string) => `import hydra\n@hydra.main(${given})\ndef main(cfg):\n  pass\n`

test('--from-hydra: a main config that leaves an option open is shown with one that works', async () => {
  project
    .write('conf/config.yaml', 'defaults:\n  - _self_\n  - db: small\n  - exp: ???\nname: x ${value}\n')
    .write('conf/other.yaml', 'a: 1\n')
    .write('conf/db/small.yaml', 'size: 1\n')
    .write('conf/exp/broken.yaml', 'defaults: [lost: x]\n')
    .write('conf/exp/first.yaml', '# @package _global_\nvalue: 1\n')
    .write('conf/exp/second.yaml', '# @package _global_\nvalue: 2\n')
  const { text, found } = await surveyed('conf')
  expect(text).toContain('that leave an option open (`???`), which must be given:\n  config, such as by exp=first\n')
  expect(found.commands).toEqual([['--cfg', 'job', 'exp=first'], ['--info', 'defaults', 'exp=second'], ['check']])
  expect(found.unresolved).toEqual([])
  await typed('conf', found.commands)
})

test('--from-hydra shows the primary config that most programs of the project name', async () => {
  project.write('repo/setup.py', '')
  for (const name of ['all', 'eval', 'fit']) project.write(`repo/app/conf/${name}.yaml`, 'a: 1\n')
  project
    .write('repo/app/eval.py', main("config_path='conf', config_name='eval'"))
    .write('repo/app/fit.py', main("config_path='conf', config_name='fit.yaml'"))
    .write('repo/app/fit_all.py', main("'conf', 'fit'"))
    .write('repo/tests/test_all.py', main("config_path='../app/conf', config_name='all'").repeat(3))
  const commands = [
    ['--config-name', 'fit', '--cfg', 'job'],
    ['--config-name', 'fit', 'check'],
  ]
  for (const dir of ['repo', 'repo/app/conf']) expect((await surveyed(dir)).found.commands).toEqual(commands)
})

test('--from-hydra tells few of the interpolations of one file that do not resolve, and all of them as JSON', async () => {
  const keys = [...Array(6).keys()].map((i) => `key${i}: \${nowhere.else${i}}\n`)
  project.write('conf/config.yaml', 'a: ${lost}\n').write('conf/experiment/examples.yaml', keys.join(''))
  const { text, found } = await surveyed('conf')
  expect(text.match(/there is no '\S+'/g)).toHaveLength(4)
  expect(text).toContain('\n\n… and 3 more in this file\n')
  expect(text).toContain('mend 7 interpolations')
  expect(found.unresolved).toHaveLength(7)
})

test('--from-hydra says which other folder of the project has what a config lacks, and how it is searched', async () => {
  project
    .write('repo/setup.py', '')
    .write('repo/core/conf/benchmark/nav/small.yaml', 'size: 1\n')
    .write('repo/app/run.py', main("config_path='conf', config_name='run/first'"))
    .write('repo/app/conf/run/first.yaml', '# @package _global_\ndefaults: [/benchmark/nav: small]\n')
    .write('repo/app/conf/run/lost.yaml', 'defaults: [/nowhere: x]\n')
    .write('repo/app/conf/run/second.yaml', '# @package _global_\ndefaults: [/benchmark/nav: small, /benchmark/x: y]\n')
  const { text, found } = await surveyed('repo')
  const override = 'hydra.searchpath=[file://repo/core/conf]'
  expect(found.elsewhere).toEqual([{ override, paths: ['run/first'] }])
  expect(found.failed.map(({ path }: { path: string }) => path)).toEqual(['run/lost', 'run/second'])
  expect(text).toContain(`has:\n  1 config by '${override}', such as run/first\n`)
  expect(found.commands[0]).toEqual(['--config-name', 'run/first', '--cfg', 'job', override])
  await typed(found.tree, found.commands)
  const { stdout } = await commandLine(project.dir, ['init', 'mine', '--from-hydra', 'repo'])
  expect(stdout).toContain(`file://${join(project.dir, 'repo/core/conf')}]`)
})

test('--from-hydra takes the folder that is plainly the own one of the project, and says what else there is', async () => {
  project
    .write('repo/setup.py', '')
    .write('repo/configs/config.yaml', 'defaults: [_self_]\n')
    .write('repo/src/train.py', main("config_path='../configs'"))
    .write('repo/methods/other/run.py', main("config_path='.'"))
    .write('repo/methods/other/c.yaml', 'defaults: [_self_]\n')
  const { found } = await surveyed('repo')
  expect(found.tree).toBe(join('repo/configs'))
  expect(found.why).toBe(`src/train.py, line 2, names it: '../configs'; there is ${join('repo/methods/other')}, too`)
})

test.each([
  ['tests/it/case', 'src/app/settings', ["tests/it/test_a.py|'./case'", "tests/it/test_b.py|'../../src/app/settings'"]],
  ['app/experimental/new/config', 'app/config', ["app/experimental/new/run.py|'config'", "app/run.py|'config'"]],
])('--from-hydra does not ask about folders of tests and experiments: %s', async (aside, own, programs) => {
  project.write('repo/setup.py', '')
  for (const dir of [aside, own]) project.write(`repo/${dir}/config.yaml`, 'defaults: [_self_]\n')
  for (const [file = '', path = ''] of programs.map((each) => each.split('|')))
    project.write(`repo/${file}`, main(`config_path=${path}`))
  expect((await surveyed('repo')).found.tree).toBe(join('repo', own))
})

test('--from-hydra: its commands need nothing that only Python has; those of a project have it', async () => {
  project
    .write('repo/setup.py', '')
    .write(
      'repo/run.py',
      `from dataclasses import dataclass
from hydra.core.config_store import ConfigStore
@dataclass
class MySQL:
  port: int = 1
ConfigStore.instance().store(group='db', name='mysql', node=MySQL)
${main("config_path='conf', config_name='config'")}`,
    )
    .write('repo/conf/config.yaml', 'defaults: [db: mysql]\n')
    .write('repo/conf/other.yaml', 'a: 1\n')
  const { found } = await surveyed('repo')
  expect(found.composed.map(({ path }: { path: string }) => path)).toContain('config')
  expect(found.commands[0]).toEqual(['--config-name', 'other', '--cfg', 'job'])
  await typed(found.tree, found.commands)
  const { stdout } = await commandLine(project.dir, ['init', 'mine', '--from-hydra', 'repo'])
  expect(stdout).toContain('npx polyhead --cfg job\n')
})

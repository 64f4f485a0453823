import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { layProject } from '../../src/cli/projects/new-project.js'
import { builtinRegistry } from '../../src/components/manifests.js'
import { openRepository } from '../../src/compose/index.js'
import { surveyTree } from '../../src/inspect/survey.js'
import { packageRoot } from '../../src/util/package-root.js'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

describe('init', () => {
  test('lays down a project whose configs are right, whose test passes, and that runs', async () => {
    await layProject(project.dir)
    const check = await commandLine(project.dir, ['check'])
    expect(check.stdout).toContain('0 errors, 0 warnings')
    expect(check.code).toBe(0)
    expect(project.node(['--test']).code).toBe(0)
    const limits = ['trainer.max_epochs=2', 'trainer.limit_train_batches=20', 'callbacks.goal.value=0.01']
    const run = await commandLine(project.dir, ['experiment=first', ...limits, 'hydra.run.dir=out'])
    expect(run.code, run.stderr).toBe(0)
    // Its own callback had its say.
    expect(project.read('out/run.log')).toContain('goal: learning_curve/val/acc is')
  })

  test('overwrites nothing, and says once what is in the way, however much that is', async () => {
    await commandLine(project.dir, ['init', 'whole'])
    const { stderr: all } = await commandLine(project.dir, ['init', 'whole'])
    expect(all).toMatch(
      /^whole\/\S+:1:1 {2}8 files of the new project are there already, and init overwrites nothing$/m,
    )
    expect(all).toMatch(/^whole\/\S+, whole\/\S+, whole\/\S+ and 5 others$/m)
    expect(all.match(/choose a new folder: polyhead init whole-2/g)).toHaveLength(1)
    rmSync(join(project.dir, 'whole'), { recursive: true })
    project.write('mine/plugin.js', 'mine')
    expect((await commandLine(project.dir, ['init', 'mine'])).stderr).toContain(
      'mine/plugin.js is there already, and init overwrites nothing',
    )
    project.write('mine/configs/config.yaml', 'a: 1\n')
    const { code, stdout, stderr } = await commandLine(project.dir, ['init', 'mine'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('2 files of the new project are there already')
    expect(stderr).toContain('mine/configs/config.yaml, mine/plugin.js')
    expect(project.files()).toEqual(['mine/configs/config.yaml', 'mine/plugin.js'])
    expect(project.read('mine/plugin.js')).toBe('mine')
    expect((await commandLine(project.dir, ['init', 'mine/plugin.js'])).stderr).toContain('cannot write a project to')
  })
})

test('init keeps the README.md and the .gitignore of a folder, and says so', async () => {
  project.write('mine/README.md', 'mine').write('mine/.gitignore', '*.log\n')
  const { code, stdout, stderr } = await commandLine(project.dir, ['init', 'mine'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('kept as it was there\n  .gitignore\n  README.md\n')
  expect([project.read('mine/README.md'), project.read('mine/.gitignore')]).toEqual(['mine', '*.log\n'])
  expect(project.has('mine/plugin.js')).toBe(true)
})

describe('init in a folder that has a package.json', () => {
  const theirs = `{
\t"version": "1.0.0",
\t"scripts": {
\t\t"test": "theirs",
\t\t"build": "tsc"
\t},
\t"files": ["a", "a"],
\t"polyhead": {"plugins": ["their-plugin"]}
}`

  test('adds under what is there, in its indentation; their values win, and keep their places', async () => {
    project.write('package.json', theirs)
    project.write('node_modules/their-plugin/index.mjs', 'export const manifests = []\n')
    project.write('node_modules/their-plugin/package.json', '{"name": "their-plugin", "main": "index.mjs"}')
    const { code, stdout, stderr } = await commandLine(project.dir, ['init'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const text = project.read('package.json')
    expect(text).toMatch(
      /^{\n\t"version": "1.0.0",\n\t"scripts": {\n\t\t"test": "theirs",\n\t\t"build": "tsc",\n\t\t"start"/,
    )
    expect(text.endsWith('}')).toBe(true)
    const merged = JSON.parse(text)
    expect(Object.keys(merged)).toEqual(['version', 'scripts', 'files', 'polyhead', 'dependencies'])
    expect(merged.files).toEqual(['a', 'a'])
    expect(merged.polyhead.plugins).toEqual(['their-plugin', './plugin.mjs'])
    const added = ['scripts.start', 'scripts.check', 'polyhead.plugins', 'dependencies.polyhead']
    expect(stdout).toContain(['added to package.json', ...added].join('\n  '))
    expect(stdout).toContain('kept as it was there\n  scripts.test\n')
    expect(stdout).not.toContain('  package.json')
    expect(project.read('README.md')).toContain('npx polyhead check && node --test  #')
    // The package does not say that .js files are modules.
    const check = await commandLine(project.dir, ['check'])
    expect(check.stdout).toContain('0 errors, 0 warnings')
    expect(project.node(['--test']).code).toBe(0)
  })

  test('names modules .js where the package says that they are, and adds no polyhead beside another', async () => {
    const given = { type: 'module', devDependencies: { polyhead: '*' }, scripts: { start: 'theirs' } }
    project.write('package.json', `${JSON.stringify(given, null, 4)}\r\n`)
    const { stdout } = await commandLine(project.dir, ['init'])
    const text = project.read('package.json')
    expect(JSON.parse(text)).toMatchObject({ ...given, polyhead: { plugins: ['./plugin.js'] } })
    expect(text).not.toContain('"dependencies"')
    expect(text).not.toMatch(/[^\r]\n/)
    expect(text).toContain('\n    "type"')
    expect(stdout).toContain('next: npm install && npx polyhead experiment=first')
  })

  test.each([
    ['a single token', '{\n  "a": nope\n}', ':2:9', 'is no JSON'],
    ['a comma too many', '{"a": 1,}', ':1:9', 'is no JSON'],
    ['a text that ends too soon', '{"a": {\n', ':2:1', 'is no JSON'],
    ['a comment', '{\n  // mine\n}', ':2:3', 'is no JSON'],
    ['a list', ' []', ':1:2', 'holds no JSON object'],
    ['nothing', '', ':1:1', 'is no JSON'],
    ['scripts that are none', '{"scripts": []}', ':1:13', 'scripts of package.json must be an object'],
    [
      'plugins that are no list',
      '{"polyhead":\n{"plugins": "a"}}',
      ':2:13',
      'polyhead.plugins of package.json must be a list',
    ],
  ])('refuses %s with one placed error, and writes nothing', async (_, text, place, message) => {
    project.write('package.json', text)
    const { code, stdout, stderr } = await commandLine(project.dir, ['init'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain(`package.json${place}`)
    expect(stderr.match(/package.json:\d/g)).toHaveLength(1)
    expect(project.files()).toEqual(['package.json'])
    expect(project.read('package.json')).toBe(text)
  })

  test('leaves it alone where another file is in the way', async () => {
    project.write('package.json', '{}').write('configs/config.yaml', 'a: 1\n')
    const { code, stderr } = await commandLine(project.dir, ['init'])
    expect(code).toBe(2)
    expect(stderr).toContain('configs/config.yaml is there already')
    expect(project.files()).toEqual(['configs/config.yaml', 'package.json'])
    expect(project.read('package.json')).toBe('{}')
  })
})

test('a tree written for Hydra is surveyed: what composes, which components are known, what is left', () => {
  project
    .write('conf/config.yaml', 'defaults:\n  - optimizer: adam\n  - _self_\nnet: {_target_: my_package.Net}\n')
    .write('conf/broken.yaml', 'defaults:\n  - optimizer: nadam\n')
    .write('conf/optimizer/adam.yaml', '_target_: torch.optim.Adam\nlr: 0.1\n')
    .write('conf/model/mlp.yaml', '_target_: my_package.models.MLP\nhidden: 3\n')
    .write('conf/model/odd.yaml', '_target_: my_package.models.Transformer\n')
    .write('conf/optimizer/muon.yaml', '_target_: torch.optim.Muon\n')
  const survey = surveyTree(openRepository(`${project.dir}/conf`), builtinRegistry)
  expect(survey.composed.map(({ path }) => path)).toEqual([
    ...['config', 'model/mlp', 'model/odd', 'optimizer/adam', 'optimizer/muon'],
  ])
  expect(survey.failed.map(({ path, diagnostics }) => [path, diagnostics[0]?.code])).toEqual([
    ['broken', expect.any(String)],
  ])
  expect(survey.targets).toEqual([
    { target: 'my_package.Net', count: 1, configs: ['config'] },
    { target: 'my_package.models.MLP', count: 1, configs: ['model/mlp'], near: 'polyhead.backbones.MLP' },
    { target: 'my_package.models.Transformer', count: 1, configs: ['model/odd'] },
    { target: 'torch.optim.Adam', count: 1, configs: ['optimizer/adam'], known: 'polyhead.optimizers.Adam' },
    {
      target: 'torch.optim.Muon',
      count: 1,
      configs: ['optimizer/muon'],
      nearest: expect.stringContaining("'polyhead.optimizers.AdamW'"),
    },
  ])
})

test('init --from-hydra tells what is left to do, and writes nothing', async () => {
  project
    .write('conf/config.yaml', 'defaults:\n  - optimizer: adam\n')
    .write('conf/optimizer/adam.yaml', '_target_: torch.optim.Adam\nlr: 0.1\n')
    .write("conf/model/it's.yaml", '_target_: my_package.models.MLP\n')
  const before = project.files()
  const { code, stdout, stderr } = await commandLine(project.dir, ['init', '--from-hydra', 'conf'])
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('3 of 3 configs of conf compose')
  expect(stdout).toMatch(/torch\.optim\.Adam +1× +is polyhead\.optimizers\.Adam/)
  expect(stdout).toContain('  - write a plugin for 1 component')
  expect(project.files()).toEqual(before)
})

test('init --from-hydra: an interpolation of what is still to be given is not broken', () => {
  const other = new Project()
  other.write('conf/config.yaml', 'host: ???\nurl: ${host}/x\nwhole: ${host}\nbroken: ${nowhere}\n')
  const survey = surveyTree(openRepository(`${other.dir}/conf`), builtinRegistry)
  other.remove()
  expect(survey.unresolved.map(({ path }) => path)).toEqual(['broken'])
})

test('init --from-hydra: a primary config that is no YAML is one line of the report, and the rest is told', async () => {
  const other = new Project()
  other.write('conf/broken.yaml', 'a: [1\n').write('conf/list.yaml', '- 1\n').write('conf/odd.yaml', 'a: ${b\n')
  other.write('conf/good.yaml', '_target_: torch.optim.Adam\n')
  const { code, stdout, stderr } = await commandLine(other.dir, ['init', '--from-hydra', 'conf'])
  other.remove()
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain('1 of 4 configs of conf compose')
  for (const name of ['broken', 'list', 'odd']) expect(stdout).toContain(`${name} does not:`)
  expect(stdout).toMatch(/torch\.optim\.Adam +1× +is polyhead\.optimizers\.Adam/)
})

test("init --from-hydra: what Optuna's sweeper searches by is none of the components to bring", async () => {
  const other = new Project()
  const sampler = '{_target_: optuna.samplers.TPESampler, seed: 1}'
  other
    .write('conf/train.yaml', 'defaults: [_self_, {hparams_search: null}]\nlr: 0.1\n')
    .write(
      'conf/hparams_search/best.yaml',
      `# @package _global_\ndefaults: [{override /hydra/sweeper: optuna}]\nhydra: {sweeper: {sampler: ${sampler}}}\n`,
    )
  const { targets, plugins } = JSON.parse(
    (await commandLine(other.dir, ['init', '--from-hydra', 'conf', '--json'])).stdout,
  )
  other.remove()
  expect({ targets, plugins }).toEqual({
    targets: [],
    plugins: [{ group: 'hydra/sweeper', option: 'optuna', state: 'runs' }],
  })
})

test('init DIR --from-hydra makes a project in which everything composes that composed before', async () => {
  const other = new Project()
  other
    .write('conf/train.yaml', 'defaults:\n  - model: mlp\n  - _self_\n  - experiment: null\nseed: ${eval:"1 + 1"}\n')
    .write('conf/model/mlp.yaml', '_target_: my_package.models.MLP\nwidth: ${div_up:7,2}\n')
    .write('conf/model/sam2.1.yml', 'never: read\n')
    .write('conf/experiment/wide.yaml', '# @package _global_\ndefaults:\n  - override /model: mlp\nseed: 3\n')
    .write('conf/hydra/launcher/mine.yaml', '_target_: my_package.Launcher\n')
    .write('conf/broken.yaml', 'defaults:\n  - nowhere: x\n')
    .write('conf/notes.txt', 'not a config\n')
  const { code, stdout, stderr } = await commandLine(other.dir, ['init', 'mine', '--from-hydra', 'conf'])
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('4 of 5 configs of conf compose')
  expect(stdout).toMatch(/my_package\.models\.MLP +1× +in model\/mlp/)
  expect(stdout).toContain('next: cd mine && npm install && npx polyhead --config-name train --cfg job')
  expect(stdout).not.toContain('these do not compose in the project')
  expect(other.files('mine')).toEqual([
    'mine/.gitignore',
    'mine/README.md',
    'mine/configs/broken.yaml',
    'mine/configs/experiment/wide.yaml',
    'mine/configs/hydra/launcher/mine.yaml',
    'mine/configs/model/mlp.yaml',
    'mine/configs/model/sam2.1.yml',
    'mine/configs/train.yaml',
    'mine/package.json',
  ])
  expect(JSON.parse(other.read('mine/package.json'))).toMatchObject({ polyhead: { resolvers: ['math'] } })
  expect(other.read('mine/README.md')).toMatch(/my_package\.models\.MLP +1×/)
  const [, ...commands] = /next: .* && npx polyhead (.*)\n +npx polyhead (.*)\n +npx polyhead (.*)\n/.exec(stdout) ?? []
  expect(commands).toHaveLength(3)
  const bin = join(packageRoot, 'bin/polyhead.js')
  for (const command of commands.filter((each) => !each.endsWith('check'))) {
    const shown = other.node([bin, ...command.split(' ')], {}, 'mine')
    expect(shown, command).toMatchObject({ code: 0, stderr: '' })
  }
  const resolved = other.node(
    [bin, '--config-name', 'train', '--cfg', 'job', '--resolve', 'experiment=wide'],
    {},
    'mine',
  )
  expect(resolved.stdout).toContain('seed: 3')
  expect(resolved.stdout).toContain('width: 4')
  const again = await commandLine(other.dir, ['init', 'mine', '--from-hydra', 'conf'])
  expect(again.code).toBe(2)
  expect(again.stderr).toContain('are there already, and init overwrites nothing')
  other.remove()
})

test('--from-hydra finds the tree below a folder, or asks which of several; what many lack is told once', async () => {
  const other = new Project()
  other
    .write('repo/environment.yaml', 'name: x\n')
    .write('repo/src/app/conf/config.yaml', 'defaults: [db: mysql, lost: x]\n')
    .write('repo/src/app/conf/other.yaml', 'defaults: [lost: x]\n')
    .write('repo/src/app/conf/db/mysql.yaml', 'name: mysql\n')
  const { code, stdout } = await commandLine(other.dir, ['init', '--from-hydra', 'repo'])
  expect(code).toBe(0)
  expect(stdout).toContain(`1 of 3 configs of ${join('repo/src/app/conf')} compose`)
  expect(stdout).toContain('config and 1 other do not:')
  expect(stdout).toContain('likewise: other')
  expect(stdout.match(/there is no group 'lost'/g)).toHaveLength(1)
  expect((await commandLine(other.dir, ['init', 'mine', '--from-hydra', 'repo'])).code).toBe(0)
  const again = await commandLine(other.dir, ['init', 'mine', '--from-hydra', 'repo'])
  expect([again.code, again.stderr.match(/are there already/g)]).toEqual([2, expect.objectContaining({ length: 1 })])
  const [, hint = ''] = /again: polyhead (.*)/.exec(again.stderr) ?? []
  expect(await commandLine(other.dir, hint.split(' '))).toMatchObject({ code: 0 })
  other.write('repo/second/configs/config.yaml', 'defaults: [_self_]\n')
  const { stderr } = await commandLine(other.dir, ['init', '--from-hydra', 'repo'])
  expect(stderr).toContain("'repo' has several folders of configs: name one of them, such as")
  const [, one = ''] = /such as '(.*?)'/.exec(stderr) ?? []
  expect((await commandLine(other.dir, ['init', '--from-hydra', one])).code).toBe(0)
  other.remove()
})

test.each([
  ["@hydra.main(version_base=None, config_path='../settings/all', config_name='x')", 'settings/all'],
  ["FOLDER = '../settings'\n@hydra.main(config_path=f'{FOLDER}/all')", 'settings/all'],
  ["ROOT = Path(os.environ['ROOT'])\n@hydra.main(config_path=str(ROOT / 'settings' / 'all'))", 'settings/all'],
  ["ROOT = os.path.dirname(__file__)\n@hydra.main(config_path=f'{ROOT}/settings/all')", 'settings/all'],
  ["ROOT = os.path.dirname(__file__)\n@hydra.main(config_path=ROOT + '/settings/all')", 'settings/all'],
  ["LAST = 'all'\n@hydra.main(config_path=f'{os.environ['ROOT']:>{len('x')}}/settings/{LAST}')", 'settings/all'],
  ["with hydra.initialize_config_dir(os.path.abspath('settings/all')):", 'settings/all'],
  ["with initialize_config_module(config_module='settings.all'):", 'settings/all'],
  ["@hydra.main(config_path='pkg://settings.all')", 'settings/all'],
])('--from-hydra takes the folder that the Python files name, and no YAML of other tools: %s', async (code, tree) => {
  const other = new Project()
  other
    .write('repo/docker-compose.yml', 'services: {}\n')
    .write('repo/docker-compose.yaml', 'services: {}\n')
    .write('repo/.pre-commit-config.yaml', 'repos: []\n')
    .write('repo/.github/workflows/test.yaml', 'on: push\n')
    .write('repo/settings/all/flat.yaml', 'a: 1\n')
    .write('repo/configs/net.yaml', 'b: 1\n')
    .write('repo/src/train.py', `import hydra\n${code}\n  def main(cfg):\n    exit(1)\n`)
    .write('repo/tests/test_it.py', "import hydra\nwith hydra.initialize(config_path='../configs'):\n  pass\n")
  const {
    tree: taken,
    why,
    composed,
  } = JSON.parse((await commandLine(other.dir, ['init', '--from-hydra', 'repo', '--json'])).stdout)
  other.remove()
  expect({ taken, composed }).toEqual({ taken: join('repo', tree), composed: [{ path: 'flat', over: null }] })
  expect(why).toMatch(/^src\/train\.py, line \d, names it: /)
})

test('--from-hydra names every config whole where its output is piped', async () => {
  const other = new Project()
  const long = 'a_model_with_a_name_that_says_all_of_what_it_is_made_of'
  const names = [...Array(14).keys()].map((i) => `model/${long}_${i}`)
  for (const name of names) other.write(`conf/${name}.yaml`, '_target_: mine.Net\ndefaults: [lost: x]\n')
  const { stdout } = await commandLine(other.dir, ['init', '--from-hydra', 'conf'])
  other.remove()
  const [first, ...others] = [...names].sort()
  expect(stdout).toContain(`${first} and 13 others do not`)
  expect(stdout).toContain(`likewise: ${others.join(', ')}\n`)
  expect(stdout).toMatch(new RegExp(`mine\\.Net +14× +in ${[first, ...others].join(', ')}\\n`))
})

test('--from-hydra takes a folder of YAML files without a program for a tree, whatever it is called', async () => {
  const other = new Project()
  other.write('settings/.gitignore', 'local.yaml\n').write('settings/Makefile', 'all:\n')
  other.write('settings/model/net.yaml', 'a: 1\n').write('settings/flat.yaml', 'b: 1\n')
  expect(await commandLine(other.dir, ['init', '--from-hydra', 'settings'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('2 of 2 configs of settings compose'),
  })
  other.write('settings/tools/main.py', 'print(1)\n')
  expect((await commandLine(other.dir, ['init', '--from-hydra', 'settings'])).stderr).toContain(
    'is the folder of a whole project',
  )
  other.remove()
})

test('--from-hydra finds configs without a defaults list by the name of their folder, and says why', async () => {
  const other = new Project()
  other.write('repo/Makefile', 'all:\n').write('repo/mkdocs.yaml', 'defaults: {a: 1}\n')
  const missing = await commandLine(other.dir, ['init', '--from-hydra', 'repo'])
  expect([missing.code, missing.stderr]).toEqual([
    2,
    expect.stringContaining("'repo' is the folder of a whole project"),
  ])
  other.write('repo/sam/configs/net/small.yaml', 'a: 1\n')
  const { code, stdout } = await commandLine(other.dir, ['init', '--from-hydra', 'repo'])
  expect([code, stdout]).toEqual([0, expect.stringContaining('it is called configs, and holds YAML files')])
  expect(stdout).toContain(`1 of 1 configs of ${join('repo/sam/configs')} compose`)
  other.write('repo/cfg/config.yaml', 'defaults: [_self_]\n')
  expect((await commandLine(other.dir, ['init', '--from-hydra', 'repo'])).stdout).toContain(
    `1 of 1 configs of ${join('repo/cfg')} compose`,
  )
  other.remove()
})

test('--from-hydra takes a folder of configs that is named, whatever else lies in it, and not its group hydra', async () => {
  const other = new Project()
  for (const dir of ['conf', 'settings', 'plain/conf'])
    other
      .write(`${dir}/config.yaml`, dir === 'plain/conf' ? 'a: 1\n' : 'defaults: [_self_]\n')
      .write(`${dir}/environment.yaml`, 'a: 1\n')
      .write(`${dir}/.gitignore`, '*.log\n')
      .write(`${dir}/hydra/default.yaml`, 'defaults: [{override launcher: local}]\n')
  const taken = async (dir: string) =>
    JSON.parse((await commandLine(other.dir, ['init', '--from-hydra', dir, '--json'])).stdout || '{}')
  const seen: unknown[] = []
  for (const dir of ['conf', 'settings', 'plain/conf']) {
    const { tree, why } = await taken(dir)
    seen.push([tree, why])
  }
  other.write('conf/app.py', "import hydra\n@hydra.main(config_path='inner')\ndef main(cfg): pass\n")
  other.write('conf/inner/a.yaml', 'a: 1\n')
  const inner = (await taken('conf')).tree
  other.remove()
  expect(seen).toEqual([
    ['conf', undefined],
    ['settings', undefined],
    ['plain/conf', undefined],
  ])
  expect(inner).toBe(join('conf/inner'))
})

test('--from-hydra tells resolvers and environment variables that a tree needs, and calls nothing of it broken', async () => {
  const other = new Project()
  other
    .write('conf/config.yaml', 'defaults: [_self_, {db: "${oc.env:NO_SUCH_DB}"}]\n')
    .write('conf/other.yaml', 'root: ${oc.env:NO_SUCH_ROOT}\ndata: ${root}/x\nn: ${their_own:1}\nhome: ${oc.env:A,b}\n')
    .write('conf/db/mysql.yaml', 'a: 1\n')
  const { code, stdout } = await commandLine(other.dir, ['init', '--from-hydra', 'conf'])
  other.remove()
  expect(code).toBe(0)
  expect(stdout).not.toContain('do not resolve')
  expect(stdout).not.toContain('mend')
  expect(stdout).toMatch(/resolvers needed that are not built in:\n {2}their_own +1× +a plugin must bring it/)
  expect(stdout).toMatch(/no default:\n {2}NO_SUCH_DB +1× +in config\n {2}NO_SUCH_ROOT +1× +in other\n/)
  expect(stdout).toContain('  - set 2 environment variables')
})

test('--from-hydra looks for the tree behind links, and neither in circles nor in folders of data', async () => {
  const other = new Project().write('elsewhere/conf/config.yaml', 'defaults: [_self_]\n')
  other.write('repo/data/conf/config.yaml', 'defaults: [_self_]\n')
  for (let index = 0; index < 2000; index++) other.write(`repo/data/${index}.png`, '')
  symlinkSync(join(other.dir, 'elsewhere'), join(other.dir, 'repo/app'))
  symlinkSync('circle', join(other.dir, 'repo/circle'))
  symlinkSync('nothing', join(other.dir, 'repo/dangling'))
  const { code, stdout, stderr } = await commandLine(other.dir, ['init', '--from-hydra', 'repo'])
  expect(code, stderr).toBe(0)
  expect(stdout).toContain(`1 of 1 configs of ${join('repo/app/conf')} compose`)
  other.remove()
})

test('the folder that a hint names is not there yet', async () => {
  const other = new Project()
  await commandLine(other.dir, ['init', 'mine'])
  const { stderr } = await commandLine(other.dir, ['init', 'mine'])
  const [, hint = ''] = /choose a new folder: polyhead (.*)/.exec(stderr) ?? []
  expect((await commandLine(other.dir, hint.split(' '))).code).toBe(0)
  other.remove()
})

test('init DIR --from-hydra names what composed beside the tree alone', () => {
  const other = new Project()
  other
    .write('app/conf/config.yaml', 'hydra:\n  searchpath: [file://more]\ndefaults: [engine: fast]\n')
    .write('app/conf/alone.yaml', 'a: 1\n')
    .write('app/more/engine/fast.yaml', 'speed: 1\n')
  const bin = join(packageRoot, 'bin/polyhead.js')
  const { code, stdout, stderr } = other.node([bin, 'init', '../mine', '--from-hydra', 'conf', '--json'], {}, 'app')
  expect(code, stderr).toBe(0)
  const { composed, lost } = JSON.parse(stdout)
  expect(composed.map(({ path }: { path: string }) => path).sort()).toEqual(['alone', 'config'])
  expect(lost).toEqual(['config'])
  other.remove()
})

test('init DIR --from-hydra takes over nothing from outside of the tree, and is no part of it', async () => {
  const other = new Project().write('conf/config.yaml', 'a: 1\n').write('elsewhere/secret.yaml', 'pw: x\n')
  symlinkSync(join(other.dir, 'elsewhere/secret.yaml'), join(other.dir, 'conf/file.yaml'))
  symlinkSync(join(other.dir, 'elsewhere'), join(other.dir, 'conf/folder'))
  const within = await commandLine(other.dir, ['init', 'conf/mine', '--from-hydra', 'conf'])
  expect(within.code).toBe(2)
  expect(within.stderr).toContain("'conf/mine' lies in 'conf', of which the project is made")
  const { code, stderr } = await commandLine(other.dir, ['init', 'mine', '--from-hydra', 'conf'])
  expect(code, stderr).toBe(0)
  expect(other.files('mine/configs')).toEqual(['mine/configs/config.yaml'])
  other.remove()
})

test('init DIR --from-hydra leaves a tree that is its configs where it is', async () => {
  const other = new Project().write('configs/config.yaml', 'a: 1\n')
  const { code, stdout, stderr } = await commandLine(other.dir, ['init', '.', '--from-hydra', 'configs'])
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('1 of 1 configs of configs compose')
  expect(other.files()).toEqual(['.gitignore', 'README.md', 'configs/config.yaml', 'package.json'])
  other.remove()
})

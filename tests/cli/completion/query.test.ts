import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { completionQuery } from '../../../src/cli/completion/query.js'
import { polyheadApp } from '../../../src/cli/polyhead-app.js'
import { Project } from '../../helpers/project.js'

let project: Project
beforeAll(() => {
  project = new Project('small-project')
  project
    .write('outputs/2026-11-23/12-00-00/run.json', '{}')
    .write('outputs/2026-11-23/12-00-01/run.json', '{}')
    .write('data/rows.csv', '1,2\n')
    .write('experiments/mine.yaml', '# @package _global_\nseed: 4\n')
    .write('configs/backbone/broken.yaml', 'a: [\n')
})
afterAll(() => project.remove())

/** The candidates for the last word. */
async function ask(...words: string[]): Promise<string[]> {
  const answer = await completionQuery(polyheadApp, ['zsh', '--', ...words], project.dir)
  return answer
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t')[0]?.trimEnd() as string)
}

describe('overrides', () => {
  test('groups and keys', async () => {
    expect(await ask('optim')).toEqual(['optimizer=', 'optimizer.'])
    expect(await ask('see')).toEqual(['seed='])
    expect(await ask('hydra.jo')).toEqual(['hydra.job_logging.', 'hydra.job.'])
    expect(await ask('vars.')).toEqual(['vars.width='])
  })

  test('options of the project and the built-in ones', async () => {
    expect(await ask('optimizer=')).toEqual(expect.arrayContaining(['optimizer=gentle', 'optimizer=adam']))
    expect(await ask('hydra/launcher=')).toContain('hydra/launcher=basic')
  })

  test('keys of the config that the words before it give', async () => {
    expect(await ask('optimizer.m')).toEqual([])
    expect(await ask('optimizer=sgd', 'optimizer.mo')).toEqual(['optimizer.momentum='])
    expect(await ask('backbone=mlp', 'optimizer=sgd', 'optimizer=adam', 'optimizer.am')).toEqual(['optimizer.amsgrad='])
  })

  test('words that are broken are left out', async () => {
    const wrong = ['backbone=broken', 'optimizer=nothing', '=', 'a=[', '+', 'x.y=1', 'optimizer=sgd']
    expect(await ask(...wrong, 'optimizer.mo')).toEqual(['optimizer.momentum='])
  })

  test('values that the schema spells out', async () => {
    expect(await ask('backbone.activation_layer=S')).toEqual(
      ['SELU', 'SiLU', 'Sigmoid'].map((v) => `backbone.activation_layer=${v}`),
    )
    expect(await ask('optimizer.amsgrad=')).toEqual(['optimizer.amsgrad=true', 'optimizer.amsgrad=false'])
    expect(await ask('hydra.mode=')).toEqual(expect.arrayContaining(['hydra.mode=RUN', 'hydra.mode=MULTIRUN']))
    expect(await ask('see', 'metrics.compat=')).toEqual(expect.arrayContaining(['metrics.compat=clarena']))
  })

  test('+ and ++ add what is not there yet; ~ takes away what is', async () => {
    expect(await ask('+exp')).toEqual(['+experiment='])
    expect(await ask('+experiment=mi')).toEqual(['+experiment=mine'])
    expect(await ask('+optimizer.')).toContain('+optimizer.eps=')
    expect(await ask('+optimizer.')).not.toContain('+optimizer.lr=')
    expect(await ask('++optimizer.')).toEqual(expect.arrayContaining(['++optimizer.eps=', '++optimizer.lr=']))
    expect(await ask('~lr_sch')).toEqual(expect.arrayContaining(['~lr_scheduler']))
    expect(await ask('~optimizer.l')).toEqual(['~optimizer.lr'])
  })

  test('the last item of a sweep or a list', async () => {
    expect(await ask('-m', 'optimizer=sgd,adag')).toEqual(['optimizer=sgd,adagrad'])
    expect(await ask('optimizer.amsgrad=true,f')).toEqual(['optimizer.amsgrad=true,false'])
    expect(await ask('callbacks=[default,early')).toEqual(['callbacks=[default,early_stopping'])
  })

  test('another folder of configs', async () => {
    project.write('other/optimizer/theirs.yaml', 'lr: 1\n')
    expect(await ask('-cd', 'other', 'optimizer=th')).toEqual(['optimizer=theirs'])
    expect(await ask('--config-dir=other', 'optimizer=th')).toEqual(['optimizer=theirs'])
    expect(await ask('-cd', 'nowhere', 'optimizer=th')).toEqual([])
  })
})

describe('commands and flags', () => {
  test('commands, as the first word only', async () => {
    expect(await ask('expl')).toEqual(['explain'])
    expect(await ask('seed=1', 'expl')).toEqual([])
  })

  test('flags and their values', async () => {
    expect(await ask('--config-')).toEqual(['--config-path', '--config-dir', '--config-name'])
    expect(await ask('-c')).toEqual(['-c', '-cp', '-cd', '-cn'])
    expect(await ask('--cfg', '')).toEqual(['job', 'hydra', 'all'])
    expect(await ask('--cfg=j')).toEqual(['--cfg=job'])
    expect(await ask('--info', 'def')).toEqual(['defaults', 'defaults-tree'])
    expect(await ask('--info', 'see')).toEqual(['seed='])
    expect(await ask('--config-name', '')).toEqual(['config'])
    expect(await ask('--cfg', 'job', '--package', 'optimizer.l')).toEqual(['optimizer.lr'])
    expect(await ask('-cd', 'conf')).toEqual(['configs/'])
    expect(await ask('--plugin', 'data/')).toEqual(['data/rows.csv'])
  })

  test("a command's own operands and flags", async () => {
    expect(await ask('explain', 'optimizer.')).toEqual(expect.arrayContaining(['optimizer.lr', 'optimizer.betas']))
    expect(await ask('explain', 'optimizer.lr', 'optimizer=adagr')).toEqual(['optimizer=adagrad'])
    expect(await ask('reproduce', '--to')).toEqual(['--tolerance'])
    expect(await ask('reproduce', 'x', '--in', 'ou')).toEqual(['outputs/'])
    expect(await ask('completion', 'z')).toEqual(['zsh'])
    expect(await ask('eval', 'x', '--weights', '')).toEqual(['best', 'final'])
    expect(await ask('data', '')).toEqual(['list', 'check', 'fetch'])
    expect(await ask('init', 'conf')).toEqual(['configs/'])
    expect(await ask('init', '--from-hydra', 'conf')).toEqual(['configs/'])
    expect(await ask('diff', 'outputs/2026-11-23/12-00-00', 'outputs/')).toHaveLength(2)
  })

  test('run directories, however deep', async () => {
    expect(await ask('reproduce', 'out')).toEqual(['outputs/2026-11-23/12-00-00', 'outputs/2026-11-23/12-00-01'])
  })
})

test('a broken primary config still has its groups', async () => {
  const broken = new Project()
  broken.write('configs/config.yaml', 'defaults: [\n')
  expect(await completionQuery(polyheadApp, ['fish', '--', '+optimizer=adag'], broken.dir)).toBe('+optimizer=adagrad\n')
  broken.remove()
})

test('a plugin that does not load, or is not trusted, costs its values only', async () => {
  const own = new Project('small-project')
  own
    .write('plugin.mjs', 'throw new Error("no")\n')
    .write('package.json', '{"polyhead": {"plugins": ["./plugin.mjs"]}}\n')
    .write('configs/backbone/mine.yaml', '_target_: mine.backbones.Net\nwidth: 3\nflag: true\n')
  const answer = (word: string) => completionQuery(polyheadApp, ['fish', '--', 'backbone=mine', word], own.dir)
  expect(await answer('backbone.w')).toBe('backbone.width=\n')
  expect(await answer('backbone.flag=f')).toBe('backbone.flag=false\n')
  own
    .write(
      'plugin2.mjs',
      `const schema = { type: 'object', properties: { mode: { enum: ['quick', 'slow'] } } }
       export const manifests = [{ target: 'mine.backbones.Net', group: 'backbone', option: 'mine', schema, load: () => { throw new Error('no') } }]`,
    )
    .write('package.json', '{"polyhead": {"plugins": ["./plugin2.mjs"]}}\n')
  expect(await answer('++backbone.mode=')).toBe('')
  expect(own.polyhead('trust').code).toBe(0)
  expect(await answer('++backbone.mode=')).toBe('++backbone.mode=quick\n++backbone.mode=slow\n')
  own.remove()
})

test('whatever is typed, it neither throws nor takes the prompt apart', async () => {
  mkdirSync(join(project.dir, 'empty'), { recursive: true })
  const word = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom(
      'optimizer=',
      '~',
      '--cfg',
      '-cd',
      '++a.b=',
      '__proto__.x=',
      'constructor=',
      "'",
      '${a}',
      'a=${',
      '@',
    ),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 4 }), fc.constantFrom('bash', 'zsh', 'fish'), async (words, shell) => {
      const argv = shell === 'bash' ? [shell, `polyhead ${words.join(' ')}`, '=:'] : [shell, '--', ...words]
      expect(typeof (await completionQuery(polyheadApp, argv, project.dir))).toBe('string')
    }),
    { numRuns: 100 },
  )
})

test('what is built in is completed without running the plugins of the project', async () => {
  const own = new Project('small-project')
  own
    .write(
      'plugin.mjs',
      "import { writeFileSync } from 'node:fs'\nwriteFileSync('ran', '')\nexport const manifests = []\n",
    )
    .write('package.json', '{"polyhead": {"plugins": ["./plugin.mjs"]}}\n')
  const before = process.cwd()
  process.chdir(own.dir)
  for (const words of [
    [''],
    ['optimizer=a'],
    ['optimizer.am'],
    ['optimizer.amsgrad='],
    ['explain', 'opt'],
    ['reproduce', ''],
  ])
    expect(await completionQuery(polyheadApp, ['fish', '--', ...words], own.dir)).not.toBe('')
  process.chdir(before)
  expect(own.has('ran')).toBe(false)
  own.remove()
})

test('a file whose name a terminal would obey is not offered', async () => {
  const own = new Project().write('data/a\u001b[2J.csv', '').write('data/b.csv', '')
  expect(await completionQuery(polyheadApp, ['fish', '--', 'predict', 'run', 'data/'], own.dir)).toBe('data/b.csv\n')
  own.remove()
})

test('a flag with a value may stand before the command, and what follows -- is no flag', async () => {
  expect(await ask('-cd', 'other', 'expl')).toEqual(['explain'])
  expect(await ask('--plugin', 'x.js', 'eval', 'x', '--weights', 'b')).toEqual(['best'])
  expect(await ask('reproduce', '--', 'out')).toEqual(['outputs/2026-11-23/12-00-00', 'outputs/2026-11-23/12-00-01'])
  expect(await ask('help', 'rep')).toEqual(['reproduce', 'report'])
  expect(await ask('check', '--run', 'mi')).toEqual(['mine'])
  expect(await ask('ls', '--format', '')).toEqual(['table', 'markdown', 'csv', 'latex'])
})

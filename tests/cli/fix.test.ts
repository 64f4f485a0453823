import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'
import { hasTerminal, Terminal } from '../helpers/terminal.js'

const program = fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))

let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

const slips = [
  '# @package _global_',
  'defaults:',
  '  - override /optimizer: adma   # which',
  '  - override /trianer: trainer',
  '',
  'optimizer:   # how',
  '  "lrr": 1.0e-02  # keep',
  "trainer: {max_epoch: 3, 'log_every_n_step': 5}",
  '',
].join('\n')

const mended = [
  '# @package _global_',
  'defaults:',
  '  - override /optimizer: adam   # which',
  '  - override /trainer: trainer',
  '',
  'optimizer:   # how',
  '  "lr": 1.0e-02  # keep',
  "trainer: {max_epochs: 3, 'log_every_n_steps': 5}",
  '',
].join('\n')

describe('polyhead check --fix', () => {
  test.skipIf(!hasTerminal).each([
    ['y', mended, '0 errors'],
    ['n', slips, 'nothing was changed'],
    ['', slips, 'nothing was changed'],
  ])('on a terminal it shows the lines and asks: %j', async (answer, text, outcome) => {
    project.write('experiments/mine.yaml', slips)
    const terminal = new Terminal(`node ${program} check --fix`, project.dir)
    await terminal.shows('change 1 file? [y/N] ')
    expect(terminal.screen).toContain('+   - override /optimizer: adam   # which')
    expect(project.read('experiments/mine.yaml')).toBe(slips)
    terminal.type(`${answer}\r`)
    expect(await terminal.ended).toBe(text === mended ? 0 : 1)
    expect(terminal.screen).toContain(outcome)
    expect(project.read('experiments/mine.yaml')).toBe(text)
  })

  test('mends slips behind slips, and nothing else, and checks again', async () => {
    project.write('experiments/mine.yaml', slips)
    const asked = await commandLine(project.dir, ['check', '--fix'])
    expect(asked.code).toBe(1)
    expect(asked.stdout).toContain('-   - override /optimizer: adma   # which\n')
    expect(asked.stdout).toContain('nothing was changed: polyhead check --fix --yes')
    expect(project.read('experiments/mine.yaml')).toBe(slips)

    const { code, stdout } = await commandLine(project.dir, ['check', '--fix', '--yes'])
    expect(stdout).toContain('+   - override /optimizer: adam   # which\n')
    expect(stdout).toContain('0 errors')
    expect(code).toBe(0)
    expect(project.read('experiments/mine.yaml')).toBe(mended)
    expect((await commandLine(project.dir, ['check', '--fix', '--yes'])).stdout).toContain(
      'nothing can be fixed with certainty',
    )
  })

  test('mends options of components: names, keys, values and references', async () => {
    project.write(
      'configs/backbone/mine.yaml',
      '_targt_: polyhead.backbones.MPL\nactivation_layr: rleu\ninput_dim: ${dataset.num_featurs}\nhidden_dims: [8]\noutput_dim: 8\n',
    )
    project.write('experiments/it.yaml', '# @package _global_\ndefaults:\n  - override /backbone: mine\n')
    const { code, stdout } = await commandLine(project.dir, ['check', '--fix', '--yes'])
    expect(code, stdout).toBe(0)
    expect(project.read('configs/backbone/mine.yaml')).toBe(
      '_target_: polyhead.backbones.MLP\nactivation_layer: ReLU\ninput_dim: ${dataset.num_features}\nhidden_dims: [8]\noutput_dim: 8\n',
    )
  })

  test.each([
    ['two keys that mean the same', 'trainer: {max_epocs: 5, max_epoch: 6}\n'],
    ['a key that is there already', 'optimizer: {lr: 0.1, lrr: 0.2}\n'],
    ['a name between two', 'defaults:\n  - override /optimizer: adamm\n'],
  ])('leaves alone what is not certain: %s', async (_, text) => {
    const file = `# @package _global_\n${text}`
    project.write('experiments/mine.yaml', file)
    expect((await commandLine(project.dir, ['check', '--fix', '--yes'])).code).toBe(1)
    expect(project.read('experiments/mine.yaml')).toBe(file)
  })

  test('tells JSON what it would change, and what it has', async () => {
    project.write('experiments/mine.yaml', '# @package _global_\nseeed: 1\n')
    const would = JSON.parse((await commandLine(project.dir, ['check', '--fix', '--json'])).stdout)
    expect(would).toMatchObject({ errors: 1, written: false, fixed: [{ file: 'experiments/mine.yaml' }] })
    expect(would.fixed[0].fixes[0]).toMatchObject({ from: 'seeed', to: 'seed', source: { line: 2, column: 1 } })
    const has = JSON.parse((await commandLine(project.dir, ['check', '--fix', '--yes', '--json'])).stdout)
    expect(has).toMatchObject({ errors: 0, written: true })
  })

  test('goes with no run, and --yes with nothing else', async () => {
    expect((await commandLine(project.dir, ['check', '--fix', '--run'])).code).toBe(2)
    expect((await commandLine(project.dir, ['check', '--yes'])).stderr).toContain('polyhead check --fix --yes')
  })
})

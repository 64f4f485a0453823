import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const library = new URL('../../dist/index.js', import.meta.url).href
const by14 = '{"polyhead": {"version_base": "1.4"}}'

let project: Project
beforeEach(() => {
  project = new Project()
})
afterEach(() => project.remove())

/** Jobs of a sweep that is only shown. */
const jobsOf = (overrides: string[]) => {
  const { stdout, stderr } = project.polyhead('-m', '--dry-run', ...overrides)
  return { jobs: stdout.match(/seed=\d+/g) ?? [], stderr }
}

describe('version_base of package.json', () => {
  beforeEach(() => {
    project.write('configs/config.yaml', 'defaults: [_self_, optimizer: sgd, override optimizer: adam]\na: 1\n')
    project.write('configs/optimizer/sgd.yaml', 'lr: 1\n').write('configs/optimizer/adam.yaml', 'lr: 2\n')
    project.write('configs/experiment/quick.yaml', '# @package _global_\ndefaults: [override /optimizer: sgd]\n')
  })

  test('decides which override holds; without it there is one warning', () => {
    const old = project.polyhead('+experiment=quick', '--cfg', 'job')
    expect(old.stdout).toContain('lr: 2')
    expect(old.stderr.match(/loses/g)).toHaveLength(1)
    expect(old.stderr).toContain(`version_base '1.4' takes 'sgd'`)
    project.write('package.json', by14)
    const mended = project.polyhead('+experiment=quick', '--cfg', 'job')
    expect(mended.stdout).toContain('lr: 1')
    expect(mended.stderr).toBe('')
    expect(project.polyhead('--cfg', 'hydra').stdout).toContain("version_base: '1.4'")
  })

  test.each(['"1.2"', '1.4', 'null', '["1.4"]'])('%s is an error at its place', (value) => {
    project.write('package.json', `{"polyhead": {"version_base": ${value}}}`)
    const { code, stderr } = project.polyhead('--cfg', 'job')
    expect(code).toBe(2)
    expect(stderr).toContain("polyhead.version_base must be '1.3' or '1.4', as text")
    expect(stderr).toContain('package.json:1:31')
  })
})

test('a sweep by 1.4 sorts ranges right, and warns by 1.3', () => {
  const old = jobsOf(['seed=sort(range(5,0,-2))'])
  expect(old.jobs).toEqual(['seed=2', 'seed=4', 'seed=6'])
  expect(old.stderr.match(/gives other values: 2,4,6/g)).toHaveLength(1)
  project.write('package.json', by14)
  expect(jobsOf(['seed=sort(range(5,0,-2))'])).toEqual({ jobs: ['seed=1', 'seed=3', 'seed=5'], stderr: '' })
})

test("glob takes the options in hydra.searchpath's folders by 1.4, and warns of them by 1.3", () => {
  project.write('more/optimizer/sgd_far.yaml', 'defaults: [sgd]\n').write('more/optimizer/other.yaml', '')
  const sweep = ['hydra.searchpath=[more]', 'optimizer=glob(sgd*)', '-m', '--dry-run']
  const old = project.polyhead(...sweep)
  expect(old.stdout).not.toContain('sgd_far')
  expect(old.stderr).toContain(
    "does not look into the folders of hydra.searchpath: sgd_far of 'optimizer' are left out",
  )
  project.write('package.json', by14)
  const mended = project.polyhead(...sweep)
  expect(mended.stdout).toContain('optimizer=sgd_far')
  expect(mended.stdout).toContain('optimizer=sgd\n')
  expect(mended.stdout).not.toContain('other')
  expect(mended.stderr).toBe('')
})

describe('versionBase of an app', () => {
  const app = (options: string) =>
    `import { main } from ${JSON.stringify(library)}
await main((config) => console.log(config.get('n')), { configDir: 'conf', configName: 'config', ${options} })
`
  beforeEach(() => {
    project.write('conf/config.yaml', 'defaults: [_self_, db: a, override db: b]\n')
    for (const name of ['a', 'b']) project.write(`conf/db/${name}.yaml`, `# @package _global_\nn: ${name}\n`)
    project.write('conf/experiment/x.yaml', '# @package _global_\ndefaults: [override /db: a]\n')
  })

  test('decides in a run, and in the processes of a sweep', () => {
    project.write('app.mjs', app("versionBase: '1.4'"))
    expect(project.node(['app.mjs', '+experiment=x']).stdout).toBe('a\n')
    const args = ['app.mjs', '+experiment=x', '-m', 'hydra/launcher=local', '+k=1,2', 'hydra.sweep.dir=out']
    expect(project.node(args).code).toBe(0)
    expect(project.read('out/1/.hydra/config.yaml')).toContain("'n': a")
    expect(project.read('out/sweep.yaml')).toContain('versionBase: "1.4"')
  })

  test('another version is an error', () => {
    project.write('app.mjs', app("versionBase: '1.1'"))
    const { code, stderr } = project.node(['app.mjs'])
    expect(code).toBe(2)
    expect(stderr).toContain("versionBase in the options of main must be '1.3' or '1.4', as text")
  })
})

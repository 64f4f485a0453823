// What lies beside a saved run may be a stranger's: its package.json names plugins, and no command on a saved run loads
// them unasked.

import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const bin = fileURLToPath(new URL('../../bin/polyhead.js', import.meta.url))
const QUICK = ['trainer.max_epochs=1', 'trainer.limit_train_batches=2', 'seed=1']

let made: Project
let project: Project
let config: string
beforeAll(() => {
  made = new Project('small-project')
  expect(made.polyhead(...QUICK, 'hydra.run.dir=theirs').code).toBe(0)
  made.write('evil.js', "require('fs').writeFileSync(__dirname + '/owned', '')\nexports.manifests = []\n")
  made.write('package.json', '{"polyhead": {"plugins": ["./evil.js"]}}')
})
afterAll(() => made.remove())
beforeEach(() => {
  project = new Project()
  cpSync(made.dir, project.dir, { recursive: true })
  config = mkdtempSync(join(tmpdir(), 'polyhead-config-'))
})
afterEach(() => {
  project.remove()
  rmSync(config, { recursive: true })
})

const polyhead = (...args: string[]) => project.node([bin, ...args], { XDG_CONFIG_HOME: config })
const COMMANDS: readonly (readonly string[])[] = [
  ['reproduce', 'theirs', '--in', 'again'],
  ['eval', 'theirs', '--in', 'again'],
  ['resume', 'theirs'],
  ['export', 'theirs', '--out', 'exported'],
]

test.each(COMMANDS.map((args) => ({ args })))(
  '$args: loads no plugin from around the run, and says which it left out',
  ({ args }) => {
    const { code, stderr } = polyhead(...args)
    expect(code, stderr).toBe(0)
    expect(project.has('owned')).toBe(false)
    expect(stderr).toContain(
      'not loaded: plugins ./evil.js of package.json. Where the project is yours: polyhead trust\n',
    )
  },
)

test.each(['run.json', 'config.resolved.yaml'])('nor where the run lacks its %s', (file) => {
  rmSync(join(project.dir, 'theirs', file))
  for (const args of COMMANDS) polyhead(...args)
  expect(project.has('owned')).toBe(false)
})

test('a project that the user trusts by an act has its plugins, until package.json is another one', () => {
  expect(polyhead('trust').stdout).toBe('trusted: ./evil.js of package.json\n')
  expect(project.has('owned')).toBe(false)
  const { code, stderr } = polyhead('eval', 'theirs', '--in', 'again')
  expect(code, stderr).toBe(0)
  expect(project.has('owned')).toBe(true)
  expect(stderr).not.toContain('not loaded')
  rmSync(join(project.dir, 'owned'))
  project.write('package.json', '{"name": "other", "polyhead": {"plugins": ["./evil.js"]}}')
  polyhead('eval', 'theirs', '--in', 'again-2')
  expect(project.has('owned')).toBe(false)
})

test('trusting a folder that is not there trusts none above it', () => {
  const { code, stdout, stderr } = polyhead('trust', 'nowhere')
  expect([code, stdout, stderr]).toEqual([2, '', "there is no folder 'nowhere'\n"])
  expect(polyhead('eval', 'theirs', '--in', 'again').stderr).toContain('not loaded')
})

test('a run that the user starts in the project is such an act, and so is --plugin', () => {
  expect(polyhead('eval', 'theirs', '--in', 'again', '--plugin', './evil.js').code).toBe(0)
  expect(project.has('owned')).toBe(true)
  rmSync(join(project.dir, 'owned'))
  expect(polyhead(...QUICK, 'hydra.run.dir=mine', 'trainer.max_epochs=0').code).toBe(0)
  rmSync(join(project.dir, 'owned'))
  expect(polyhead('reproduce', 'mine', '--in', 'mine-again').stderr).not.toContain('not loaded')
  expect(project.has('owned')).toBe(true)
})

test('completing a command line loads none either', () => {
  polyhead('completion', 'query', '--', 'polyhead', 'reproduce', 'theirs', 'optimizer.')
  expect(project.has('owned')).toBe(false)
})

test('a store of trust that is damaged trusts nothing', () => {
  polyhead('trust')
  const damage = `const { readdirSync, writeFileSync } = require('fs')
const folder = '${config}/polyhead/trusted/projects/'
for (const name of readdirSync(folder)) writeFileSync(folder + name, '{"folder": [')`
  project.node(['-e', damage])
  expect(polyhead('eval', 'theirs', '--in', 'again').stderr).toContain('not loaded')
  expect(project.has('owned')).toBe(false)
})

test('projects that are trusted at the same time are all trusted', async () => {
  const folders = ['a', 'b', 'c', 'd']
  for (const folder of folders) {
    project.write(`${folder}/package.json`, '{"polyhead": {"plugins": ["./plugin.cjs"]}}')
    project.write(`${folder}/plugin.cjs`, 'exports.manifests = []\n')
  }
  const env = { ...process.env, XDG_CONFIG_HOME: config }
  const ended = folders.map((folder) => {
    const child = spawn(process.execPath, [bin, 'trust', folder], { cwd: project.dir, env })
    return new Promise((resolve) => child.on('close', resolve))
  })
  expect(await Promise.all(ended)).toEqual([0, 0, 0, 0])
  expect(readdirSync(join(config, 'polyhead/trusted/projects'))).toHaveLength(folders.length)
})

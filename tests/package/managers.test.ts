// The package in an empty project, as each package manager installs it. It takes minutes and a network, so it is skipped
// but for POLYHEAD_REQUIRE=managers.
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/util/package-root.js'
import { required } from '../helpers/required.js'

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')

/** How each is started, how it installs without the optional backends, and whether its folders are those of npm 11. */
const managers = [
  { name: 'npm 10', command: ['-p', 'npm@10', 'npm'], install: ['install', '--omit=optional'], likeNpm: true },
  { name: 'npm 11', command: ['-p', 'npm@11', 'npm'], install: ['install', '--omit=optional'], likeNpm: false },
  { name: 'pnpm', command: ['-p', 'pnpm@10', 'pnpm'], install: ['add', '--no-optional'], likeNpm: false },
  { name: 'yarn', command: ['-p', 'yarn@1.22.22', 'yarn'], install: ['add', '--ignore-optional'], likeNpm: true },
]

/** Without waiting for it: installing waits for a network more than it works. */
function npx(args: readonly string[], cwd: string): Promise<{ failed: boolean; output: string }> {
  return new Promise((resolve) => {
    execFile('npx', ['--yes', ...args], { cwd, encoding: 'utf8' }, (error, stdout, stderr) =>
      resolve({ failed: error !== null, output: `${stdout}${stderr}` }),
    )
  })
}

/** The JavaScript of the README, in order. */
const [training, composing] = [
  ...readFileSync(join(packageRoot, 'README.md'), 'utf8').matchAll(/^```js\n([\s\S]*?)^```$/gm),
].map(([, code]) => code as string) as [string, string]

const folder = mkdtempSync(join(tmpdir(), 'polyhead-managers-'))
const projectOf = (name: string) => join(folder, name.replace(' ', '-'))
const installed = new Map<string, ReturnType<typeof npx>>()
let tarball: string
beforeAll(() => {
  if (!required('managers')) return
  const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]
  tarball = join(folder, execFileSync('npm', args, { cwd: packageRoot, encoding: 'utf8' }).trim())
  for (const { name, command, install } of managers) {
    const project = projectOf(name)
    mkdirSync(project)
    const text = '{"name": "mine", "version": "1.0.0", "private": true, "type": "module"}'
    writeFileSync(join(project, 'package.json'), text)
    installed.set(name, npx([...command, ...install, tarball, '@types/node@20'], project))
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

describe.skipIf(!required('managers')).each(managers)('$name', ({ name, likeNpm }) => {
  const project = projectOf(name)

  function node(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: project, encoding: 'utf8' })
    expect(status, `${stdout}${stderr}`).toBe(0)
    return stdout
  }

  function write(file: string, text: string) {
    writeFileSync(join(project, file), text)
  }

  beforeAll(async () => {
    const { failed, output } = (await installed.get(name)) as Awaited<ReturnType<typeof npx>>
    expect(failed, output).toBe(false)
  }, 600_000)

  test('the command line trains, and has the run again', () => {
    const polyhead = join(project, 'node_modules/.bin/polyhead')
    const run = (...words: string[]) => execFileSync(polyhead, words, { cwd: project, encoding: 'utf8', stdio: 'pipe' })
    expect(run('--version')).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(run('experiment=permuted_digits', 'trainer.max_epochs=1', 'hydra.run.dir=outputs/mine')).toContain(
      'accuracy',
    )
    expect(run('reproduce', 'outputs/mine')).toContain('identical')
  })

  test('ES modules: the examples of the README', () => {
    write('training.mjs', training)
    expect(node('training.mjs')).toMatch(/average test accuracy 0\.9/)
    execFileSync('mkdir', ['-p', join(project, 'configs/optimizer')])
    write('configs/config.yaml', 'defaults: [optimizer: sgd]\n')
    write('configs/optimizer/adam.yaml', 'lr: 0.5\n')
    write('composing.mjs', composing)
    expect(node('composing.mjs')).toContain('0.5')
  })

  test('CommonJS: by require', () => {
    write(
      'main.cjs',
      "const { Adam } = require('polyhead')\nconsole.log(new Adam().name, typeof require('polyhead/runs').readRun)\n",
    )
    expect(node('main.cjs')).toBe('Adam function\n')
  })

  if (likeNpm) return

  test('TypeScript: the examples of the README, strictly', () => {
    write('training.ts', training)
    write('composing.ts', composing)
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--noEmit']
    const target = ['--target', 'es2023', '--lib', 'es2023,dom', '--module', 'nodenext', '--types', 'node']
    node(tsc, ...strict, ...target, 'training.ts', 'composing.ts')
  })
})

describe.skipIf(!required('managers'))('yarn 4, without node_modules', () => {
  const project = join(folder, 'yarn-4')

  function yarn(...args: string[]) {
    // Yarn reads no .npmrc
    const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim()
    const env = { YARN_NPM_REGISTRY_SERVER: registry, YARN_ENABLE_TELEMETRY: '0', YARN_NODE_LINKER: 'pnp', CI: '' }
    const command = ['--yes', '-p', '@yarnpkg/cli-dist@4', 'yarn', ...args]
    const options = { cwd: project, encoding: 'utf8', env: { ...process.env, ...env } } as const
    const { status, stdout, stderr } = spawnSync('npx', command, options)
    expect(status, `${stdout}${stderr}`).toBe(0)
    return stdout
  }

  beforeAll(() => {
    execFileSync('mkdir', ['-p', project])
    writeFileSync(join(project, 'package.json'), '{"name": "mine", "private": true, "type": "module"}')
    writeFileSync(join(project, 'yarn.lock'), '')
    yarn('add', tarball)
  }, 400_000)

  test('the command line trains, and has the run again', () => {
    const run = ['experiment=permuted_digits', 'trainer.max_epochs=1', 'hydra.run.dir=outputs/mine']
    expect(yarn('polyhead', ...run)).toContain('accuracy')
    expect(yarn('polyhead', 'reproduce', 'outputs/mine')).toContain('identical')
  })

  test('ES modules: the example of the README', () => {
    writeFileSync(join(project, 'training.mjs'), training)
    expect(yarn('node', 'training.mjs')).toMatch(/average test accuracy 0\.9/)
  })
})

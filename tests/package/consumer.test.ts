import { execFileSync, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/util/package-root.js'

const require = createRequire(import.meta.url)
const tsc = require.resolve('typescript/bin/tsc')

/** Examples of a page of the documentation, by file. */
function examples(page: string): [file: string, text: string][] {
  const text = readFileSync(join(packageRoot, 'docs', page), 'utf8')
  return [...text.matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm)].map(([, file, code]) => [
    file as string,
    code as string,
  ])
}

/** Whether a file was written after every one of a folder. */
function isNewer(file: string, folder: string): boolean {
  if (!existsSync(file)) return false
  const written = statSync(file).mtimeMs
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.every((name) => statSync(join(folder, name)).mtimeMs < written)
}

const compilerOptions = {
  target: 'es2023',
  lib: ['es2023', 'dom'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noPropertyAccessFromIndexSignature: false,
  skipLibCheck: false,
}

describe('the package, as npm packs it, in a project that has what it declares and nothing else', () => {
  const root = mkdtempSync(join(tmpdir(), 'polyhead-consumer-'))
  const installed = join(root, 'node_modules/polyhead')
  afterAll(() => rmSync(root, { recursive: true }))

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }

  function run(command: string, args: readonly string[]) {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
    return { status, output: `${stdout}${stderr}` }
  }

  beforeAll(() => {
    const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', root]
    const tarball = execFileSync('npm', args, { cwd: packageRoot, encoding: 'utf8' }).trim()
    mkdirSync(installed, { recursive: true })
    execFileSync('tar', ['-xzf', join(root, tarball), '-C', installed, '--strip-components=1'])
    // Those of the last `npm run build` may be older than the sources.
    const types = join(installed, 'dist/types')
    if (!isNewer(join(packageRoot, 'dist/types/index.d.ts'), join(packageRoot, 'src'))) {
      rmSync(types, { recursive: true, force: true })
      execFileSync(process.execPath, [tsc, '-p', join(packageRoot, 'tsconfig.build.json'), '--outDir', types])
    }
    const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
    for (const name of Object.keys(dependencies)) {
      mkdirSync(dirname(join(installed, 'node_modules', name)), { recursive: true })
      symlinkSync(join(packageRoot, 'node_modules', name), join(installed, 'node_modules', name))
    }
    mkdirSync(join(root, 'node_modules/@types'))
    symlinkSync(join(packageRoot, 'node_modules/@types/node'), join(root, 'node_modules/@types/node'))
    write('package.json', '{"type": "module"}')
    for (const [file, text] of [...examples('plugins.md'), ...examples('api.md')]) write(file, text)
  })

  test('its types and those examples compile under the strictest settings, without skipLibCheck', () => {
    write('types.ts', typeTests)
    write('common.cts', "import { Adam } from 'polyhead'\nconsole.log(new Adam({ lr: 0.1 }).name)\n")
    write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts', '*.cts'] }))
    expect(run(process.execPath, [tsc])).toEqual({ status: 0, output: '' })
  })

  test('CommonJS has it by require, also where TypeScript wrote that', () => {
    expect(run(process.execPath, ['common.cjs'])).toEqual({ status: 0, output: 'Adam\n' })
  })

  test('without types of browsers, only the declarations of TensorFlow.js do not compile', () => {
    const options = { ...compilerOptions, lib: ['es2023'], noEmit: true }
    write('tsconfig.nodom.json', JSON.stringify({ compilerOptions: options, include: ['*.ts'] }))
    const files = new Set(
      Array.from(
        run(process.execPath, [tsc, '-p', 'tsconfig.nodom.json']).output.matchAll(/^(\S+)\(\d/gm),
        ([, file]) => (file as string).replace(/^.*node_modules\//, ''),
      ),
    )
    expect(files.size).toBeGreaterThan(0)
    expect([...files].filter((file) => !/^@(tensorflow|webgpu)\//.test(file))).toEqual([])
  })

  test('the plugins of the page pass the checks of polyhead/testing', () => {
    const { status, output } = run(process.execPath, ['--test', 'plugin.test.js'])
    expect(status, output).toBe(0)
    expect(output).toMatch(/pass \d{2}/)
  })

  test('a run trains with them, as the page says', () => {
    const page = readFileSync(join(packageRoot, 'docs/plugins.md'), 'utf8')
    const command = /^polyhead --plugin [\s\S]*?(?=^```$)/m.exec(page)?.[0] as string
    const bin = `${process.execPath} node_modules/polyhead/bin/polyhead.js`
    const { status, output } = run('bash', [
      '-ec',
      `${command.trim().replace(/^polyhead/, bin)} hydra.run.dir=outputs/plugins`,
    ])
    expect(status, output).toBe(0)
    const metrics = readFileSync(join(root, 'outputs/plugins/metrics.txt'), 'utf8')
    expect(metrics).toMatch(/lr-Lion=0\.0015/)
    expect(metrics).toMatch(/task\/val\/recall_2=/)
    expect(Number(/average test accuracy (\S+)/.exec(output)?.[1])).toBeGreaterThan(0.8)
  })

  test('a run from TypeScript, and what polyhead/runs says of it', () => {
    const trained = run(process.execPath, ['run.js'])
    expect(trained.output).toMatch(/^2 epochs in \S+outputs\/mine: 0\.\d+\n$/)
    const { status, output } = run(process.execPath, ['runs.js'])
    expect(status, output).toBe(0)
    expect(output).toMatch(/^outputs\/mine done 0\.01 0\.\d+$/m)
    expect(output).toMatch(/^added outputs\/mine$/m)
  })
})

/** What compiles, and (after `@ts-expect-error`) what must not. */
const typeTests = `
import { compose, type Config, type PolyheadConfig, tf } from 'polyhead'
import { compose as composeAlone } from 'polyhead/config'

const config = compose<PolyheadConfig>({ configName: 'config' })
export const rate: number | undefined = config.get('optimizer.lr')
export const tasks: number | number[] = config.get('train_tasks')
export const seed: number | null | undefined = config.toObject().seed
export const target: string = config.get('optimizer._target_')
export const any: Config = config
export const free: unknown = config.get('hydra.run.dir')
export const raw: unknown = config.toObject({ resolve: false })
// @ts-expect-error a number is no string
export const wrong: string = config.get('train_tasks')
// @ts-expect-error without interpolations resolved, values may be anything
export const unresolved: PolyheadConfig = config.toObject({ resolve: false })
// @ts-expect-error nothing is known of an untyped config
export const untyped: number = composeAlone().get('seed')
export const tensor: tf.Tensor2D = tf.tensor2d([[1]])
`

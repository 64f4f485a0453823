import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWasm } from '../../src/backends/start-wasm.js'
import { Trainer } from '../../src/components/trainer/trainer.js'
import { instantiate } from '../../src/registry/instantiate.js'
import { loadPlugins } from '../../src/registry/plugins.js'
import { createRegistry } from '../../src/registry/registry.js'
import type { Callback } from '../../src/training/callback.js'
import { packageRoot } from '../../src/util/package-root.js'
import { TinyDataset } from '../components/trainer/tiny-dataset.js'
import { tinyAlgorithm } from '../components/trainer/tiny-run.js'
import { Project } from '../helpers/project.js'

const root = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => rmSync(root, { recursive: true }))
beforeAll(startWasm)

const page = readFileSync(join(packageRoot, 'docs/callbacks-and-loggers.md'), 'utf8')

/** An example of the page. */
function codeOf(file: string): string {
  const code = new RegExp(`\`\`\`js file=${file}\\n([^]*?)\`\`\``).exec(page)?.[1]
  expect(code, file).toBeDefined()
  return code as string
}

/** Writes an example of the page to a file of its own, and makes its component. */
async function example<T>(file: string, config: Record<string, unknown>): Promise<T> {
  writeFileSync(join(root, file), codeOf(file))
  writeFileSync(join(root, 'package.json'), '{"type": "module"}')
  const registry = createRegistry((await loadPlugins([{ name: `./${file}`, from: root }])).manifests)
  return (await instantiate(config, { registry })) as T
}

const project = new Project()
afterAll(() => project.remove())

/** The page's command for an example, and more arguments, in a project that has the example's file. */
function command(file: string, ...more: string[]): string[] {
  project.write('package.json', '{"type": "module"}').write(file, codeOf(file))
  const override = new RegExp(`^polyhead --plugin ./${file} \\\\\\n +'(.*)'$`, 'm').exec(page)?.[1]
  expect(override, file).toBeDefined()
  return ['--plugin', `./${file}`, override as string, 'train_tasks=2', 'eval_tasks=2', ...more]
}

test('the callback of the page stops on a plateau', async () => {
  const config = { _target_: 'my_project.callbacks.StopOnPlateau', monitor: 'flat', window: 3, tolerance: 0.01 }
  const callback = await example<Callback>('stop-on-plateau.js', config)
  const values = [5, 4, 3, 2, 1.001, 1.002, 1.003, 1, 1].values()
  const metrics = { flat: { onTrainEpochEnd: () => ({ flat: values.next().value as number }) } }
  const algorithm = tinyAlgorithm()
  const result = await new Trainer({ max_epochs: 9, callbacks: { callback }, metrics }).fit(
    algorithm,
    new TinyDataset(),
  )
  expect(result).toMatchObject({ status: 'stopped', epochs: 7 })
  algorithm.dispose()
})

test('so it does at the command line, and its schema guards its keys', () => {
  const { code, stderr } = project.polyhead(...command('stop-on-plateau.js', 'optimizer.lr=0', 'hydra.run.dir=flat'))
  expect(code, stderr).toBe(0)
  expect(project.read('flat/run.log')).toContain('learning_curve/val/acc has been flat for 3 epochs')
  const epochs = project.read('flat/metrics.jsonl').matchAll(/"epoch":(\d+)/g)
  expect(Math.max(...Array.from(epochs, ([, epoch]) => Number(epoch)))).toBe(2)
  const mistake = project.polyhead(
    ...command('stop-on-plateau.js', '+callbacks.plateau.windw=2', 'hydra.run.dir=never'),
  )
  expect(mistake.code).toBe(2)
  expect(mistake.stderr).toContain("did you mean 'window'?")
  expect(project.has('never')).toBe(false)
})

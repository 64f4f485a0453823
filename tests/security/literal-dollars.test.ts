import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandLine } from '../helpers/command-line.js'
import { Project } from '../helpers/project.js'

const bin = new URL('../../bin/polyhead.js', import.meta.url).pathname
const project = new Project()
const env = { TEMPLATE: 'cost ${x} \\${y}', BRACE: '{a}' }
const QUICK = ['trainer.max_epochs=1', 'trainer.limit_train_batches=1', 'trainer.limit_test_batches=1', 'train_tasks=1']

beforeAll(() => {
  project.write(
    'experiments/dollars.yaml',
    String.raw`# @package _global_
vars:
  s: a\${b}
  backslashes: c:\\\${b}
  environment: ${'$'}{oc.env:TEMPLATE}
  joined: $${'$'}{oc.env:BRACE}
  mixed: \${b} in c:\\${'$'}{hydra:runtime.output_dir}/$${'$'}{oc.env:BRACE}
`,
  )
  const { code, stderr } = project.node([bin, ...QUICK, 'experiment=dollars', 'hydra.run.dir=first'], env)
  expect(code, stderr).toBe(0)
})
afterAll(() => project.remove())

const saved = (dir: string) => project.read(`${dir}/config.resolved.yaml`).match(/^vars:\n((?: .*\n)+)/m)?.[1]

test('a text that holds `${` is saved so that it is read as that text', () => {
  expect(saved('first')).toMatchInlineSnapshot(`
    "  s: a\\\${b}
      backslashes: c:\\\\\\\${b}
      environment: cost \\\${x} \\\\\\\${y}
      joined: \\\${a}
      mixed: \\\${b} in c:\\\\\${hydra:runtime.output_dir}/\\\${a}
    "
  `)
})

test('the run is had again and its weights are tested, without the environment it had', async () => {
  const again = await commandLine(project.dir, ['reproduce', 'first', '--in', 'second'])
  expect(again.stdout, again.stderr).toMatch(/^identical/)
  expect(saved('second')).toBe(saved('first'))
  const tested = await commandLine(project.dir, ['eval', 'first', '--in', 'tested'])
  expect(tested.code, tested.stderr).toBe(0)
})

import { expect, test } from 'vitest'
import { Project } from '../helpers/project.js'

const PLUGIN = `
let calls = 0
const text = (value) => ({ kind: 'string', value })
export const resolvers = {
  upper: ([word]) => text(word.value.toUpperCase()),
  counted: { resolve: () => text('call ' + ++calls), useCache: true },
}
`

test('a plugin brings resolvers, cached or not', () => {
  const project = new Project()
    .write('package.json', '{"type": "module", "polyhead": {"plugins": ["./plugin.js"]}}')
    .write('plugin.js', PLUGIN)
    .write(
      'configs/config.yaml',
      'a: ${upper:word}\nb: ${counted:}\nc: ${counted:}\nhydra: {run: {dir: "out/${upper:dir}"}}\n',
    )
  const outcome = project.polyhead('--cfg', 'job', '--resolve')
  expect(outcome.stderr).toBe('')
  expect(outcome.stdout).toMatch(/^a: WORD\nb: call \d\nc: call \d\n$/)
  project.remove()
})

test('overrides of a saved run may call them too', () => {
  const project = new Project()
    .write('package.json', '{"type": "module", "polyhead": {"plugins": ["./plugin.js"]}}')
    .write('plugin.js', "export const resolvers = { two: () => ({ kind: 'int', value: 2 }) }\n")
  const quick = ['trainer.fast_dev_run=true', 'hydra.run.dir=run']
  expect(project.polyhead(...quick).code).toBe(0)
  for (const command of [
    ['reproduce', 'run', '--in', 'again', 'train_tasks=${two:}', 'eval_tasks=${train_tasks}'],
    ['eval', 'run', '--in', 'tested', 'eval_tasks=${two:}'],
  ]) {
    const { code, stderr } = project.polyhead(...command)
    expect([0, 1], stderr).toContain(code)
    expect(stderr).not.toContain('no resolver')
    expect(project.read(`${command[3]}/config.resolved.yaml`)).toContain('eval_tasks: 2')
  }
  project.remove()
})

test('a plugin whose resolver is none is named', () => {
  const project = new Project().write('plugin.js', 'export const resolvers = { upper: 1 }\n')
  const outcome = project.polyhead('--plugin', './plugin.js', '--cfg', 'job')
  expect(outcome.code).toBe(2)
  expect(outcome.stderr).toBe("plugin './plugin.js' brings a resolver 'upper' that is no function\n")
  project.remove()
})

test('a plugin that waits for what never comes ends the command with an error', () => {
  const project = new Project().write('plugin.mjs', 'await new Promise(() => {})\nexport const manifests = []\n')
  const outcome = project.polyhead('--plugin', './plugin.mjs', '--cfg', 'job')
  expect(outcome).toMatchObject({ code: 1, stdout: '' })
  expect(outcome.stderr).toContain('ended without a result: a promise of a plugin or of a task never settles')
  project.remove()
})

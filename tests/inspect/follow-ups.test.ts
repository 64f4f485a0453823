import { afterAll, beforeAll, expect, test } from 'vitest'
import { diagnose, messages, openProject } from '../schema/project.js'

let project: ReturnType<typeof openProject>
beforeAll(() => {
  project = openProject()
})
afterAll(() => project.close())

const dataset = 'configs/dataset/mine.yaml'
const chosen = ['dataset=mine']

test('a misspelt _target_ of a dataset is told alone: the keys that others take from it follow from it', async () => {
  const to = '_target_: polyhead.datasets.PermutedDigitz\n'
  expect(await messages({ file: dataset, to, overrides: chosen })).toMatchInlineSnapshot(`
    "configs/dataset/mine.yaml:1:11  dataset._target_ names 'polyhead.datasets.PermutedDigitz', which is not a registered component
      1 | _target_: polyhead.datasets.PermutedDigitz
        |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ did you mean 'polyhead.datasets.PermutedDigits'?
    components come with polyhead, or from plugins named in package.json or by '--plugin'"
  `)
})

test('so is an option whose file is empty', async () => {
  const found = await messages({ file: 'configs/backbone/mine.yaml', to: '', overrides: ['backbone=mine'] })
  expect(found).toContain(
    'configs/backbone/mine.yaml:1:1  backbone is empty: it must name a component of group backbone',
  )
  expect(found).not.toContain('there is no')
})

test.each([
  ['of no component', 'optimizer.lr=${nothing.lr}', "there is no 'nothing.lr'"],
  ['of one that is known', 'optimizer.lr=${backbone.widht}', "there is no 'backbone.widht'"],
  ['that another one lacks as well', 'optimizer.lr="${oc.decode:${trainer.lr}}"', "there is no 'trainer.lr'"],
])('what is wrong beside is told with it: a key %s', async (_, override, message) => {
  const to = '_target_: polyhead.datasets.PermutedDigitz\n'
  const found = await diagnose({ file: dataset, to, overrides: [...chosen, override] })
  expect(found.map(({ message }) => message)).toEqual([
    expect.stringContaining("dataset._target_ names 'polyhead.datasets.PermutedDigitz'"),
    expect.stringContaining(message),
  ])
})

test('a key that a dict has as a number and as a text is refused: only one of them would count', async () => {
  const overrides = ['dataset=split_digits', '+dataset.class_split.1=[0,1]']
  expect(await diagnose({ overrides })).toMatchObject([
    {
      code: 'twin-key',
      path: 'dataset.class_split.1',
      source: { kind: 'override' },
      message: "dataset.class_split has the key 1 twice: as a number and as the text '1'",
      hint: "a key that is a number is set within the dict: 'dataset.class_split={1: [0,1]}'",
    },
  ])
  const hinted = ['dataset=split_digits', 'dataset.class_split={1: [0,1]}']
  expect(await diagnose({ overrides: hinted })).toEqual([])
  const bools = [
    'dataset=split_digits',
    '+vars.x={a: {true: 1}}',
    '+vars.x.a.true=2',
    'dataset.class_split=${vars.x.a}',
  ]
  expect((await diagnose({ overrides: bools }))[0]?.message).toContain("true twice: as a bool and as the text 'true'")
})

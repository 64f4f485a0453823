import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { builtinRegistry } from '../../src/components/manifests.js'
import { editorSchemas } from '../../src/inspect/editor-schemas.js'
import { withModeline } from '../../src/inspect/modeline.js'
import { openProject } from '../schema/project.js'
import { type Editor, openEditor } from './language-server.js'

let project: ReturnType<typeof openProject>
let editor: Editor
beforeAll(async () => {
  project = openProject()
  mkdirSync(join(project.dir, '.polyhead/schema'), { recursive: true })
  for (const [name, schema] of editorSchemas(builtinRegistry)) {
    writeFileSync(join(project.dir, `.polyhead/schema/${name}.json`), JSON.stringify(schema))
  }
  editor = await openEditor()
})
afterAll(() => {
  editor.close()
  project.close()
})

const files = { count: 0 }

/** A new file of a group in the project, with its schema's line on top: line 0. */
async function opened(schema: string, text: string): Promise<{ file: string; flagged: string[] }> {
  const file = join(project.dir, 'configs', schema, `file-${files.count++}.yaml`)
  const diagnostics = await editor.open(file, withModeline(text, `../../.polyhead/schema/${schema}.json`))
  return {
    file,
    flagged: diagnostics.map(({ message, range }) => `${range.start.line}:${range.start.character} ${message}`),
  }
}

test('an option offers the keys of the component that it names, and shows what each is', async () => {
  const { file } = await opened('optimizer', '_target_: polyhead.optimizers.Adam\nl\n')
  const offered = await editor.complete(file, { line: 2, character: 1 })
  expect(offered).toEqual(expect.arrayContaining(['lr', 'betas', 'defaults']))
  expect(offered).not.toContain('nesterov')
  const { file: second } = await opened('optimizer', '_target_: polyhead.optimizers.Adam\nlr: 0.1\n')
  expect(await editor.hover(second, { line: 2, character: 1 })).toContain('Learning rate')
})

test('a right file is clean: interpolations and ??? at any leaf, a defaults list on top, keys left out', async () => {
  const text = `defaults:
  - adam
_target_: polyhead.optimizers.Adam
lr: \${vars.lr}
betas:
  - 0.9
  - ???
eps: ???
weight_decay: \${oc.env:DECAY,0.1}
`
  expect((await opened('optimizer', text)).flagged).toEqual([])
  expect((await opened('optimizer', '# A part of another option.\nlr: 0.1\n')).flagged).toEqual([])
})

test('a wrong key, a wrong type and an unknown component are flagged', async () => {
  const { flagged } = await opened('optimizer', '_target_: polyhead.optimizers.Adam\nlrr: 0.1\namsgrad: 3\n')
  expect(flagged.sort()).toEqual([
    '2:0 Property lrr is not allowed.',
    '3:9 Incorrect type. Expected "boolean | string".',
  ])
  const { flagged: unknown } = await opened('optimizer', '_target_: polyhead.optimizers.Adm\n')
  expect(unknown).toHaveLength(1)
  expect(unknown[0]).toContain('Value is not accepted')
})

test('a primary config knows its groups, the components in its dicts, and variables of the user’s own', async () => {
  const text = `defaults:
  - _self_
  - optimizer: adam
seed: 3
my_width: 4
train_tasks: [1, 2]
optimizer:
  lr: 0.1
callbacks:
  stop:
    _target_: polyhead.callbacks.EarlyStopping
    patience: \${my_width}
  progress_bar: null
`
  expect((await opened('config', text)).flagged).toEqual([])
  const wrong = 'optimizer:\n  lrr: 1\ncallbacks:\n  stop: {_target_: polyhead.callbacks.EarlyStopping, patienc: 3}\n'
  expect((await opened('config', wrong)).flagged).toEqual([
    '2:2 Property lrr is not allowed.',
    '4:53 Property patienc is not allowed.',
  ])
})

test('an option of a group that is a dict is one component, or several by name', async () => {
  const one = '_target_: polyhead.callbacks.EarlyStopping\npatience: 3\n'
  const several = 'a:\n  _target_: polyhead.callbacks.EarlyStopping\n  patience: 3\nb: null\n'
  expect((await opened('callbacks', one)).flagged).toEqual([])
  expect((await opened('callbacks', several)).flagged).toEqual([])
  expect((await opened('callbacks', several.replace('patience', 'patients'))).flagged).toHaveLength(1)
})

import { expect, test } from 'vitest'
import { loadYaml } from '../../src/config/index.js'
import type { MapNode } from '../../src/config/node.js'
import { placeDiagnostics, withPlaces } from '../../src/schema/place-diagnostics.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { renderDiagnostics } from '../../src/util/render-diagnostics.js'

const text = 'dataset:\n  num_classes: 3\n  image_shape: [8, 8, 1]\n'
const root = loadYaml(text, { file: 'c.yaml' }) as MapNode
const about = (path: string, message = 'is wrong') => ({ code: 'data', path, message: `${path} ${message}` })

test('what opening the data tells is placed at the line that declared it, once', async () => {
  const found = [
    about('dataset.num_classes', 'is 3, but task 1 has 10'),
    about('dataset.num_classes', 'is 3, but task 2 has 10'),
  ]
  const error = await withPlaces(root, () => Promise.reject(new ConfigError(found))).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ConfigError)
  expect(renderDiagnostics((error as ConfigError).diagnostics, { readText: () => text })).toMatchInlineSnapshot(`
    "c.yaml:2:16  dataset.num_classes is 3, but task 1 has 10
      2 |   num_classes: 3
        |                ^"
  `)
})

test('items of lists are found; what has a place, no path, or a path to nowhere stays', () => {
  const [item, none, elsewhere] = placeDiagnostics(
    [about('dataset.image_shape[2]'), about(''), about('dataset.x.y')],
    root,
  )
  expect(item?.source).toMatchObject({ line: 3, column: 23 })
  expect(none?.source).toBeUndefined()
  expect(elsewhere?.source).toBeUndefined()
})

test('other errors pass', async () => {
  const bug = new TypeError('a bug')
  await expect(withPlaces(root, () => Promise.reject(bug))).rejects.toBe(bug)
  expect(await withPlaces(root, async () => 3)).toBe(3)
})

import { expect, it } from 'vitest'
import { loadYaml, resolve, typedPath } from '../../src/config/index.js'
import { ConfigError } from '../../src/util/diagnostic.js'

const TREE = `
a:
  - \${nope}
  - b:
      - \${nope}
      - c.d: \${nope}
        x y: \${nope}
        3: \${nope}
        1.5: \${nope}
        2.0: \${nope}
        yes: \${nope}
        "[q]": \${nope}
c.d: {f: ["\${nope}"]}
7: {g: "\${nope}", 4: ["\${nope}"]}
top: \${nope}
`

function pathsAtFault(text: string): string[] {
  try {
    resolve(loadYaml(text))
  } catch (error) {
    if (error instanceof ConfigError) return error.diagnostics.map(({ path }) => path)
    throw error
  }
  return []
}

it("paths in messages are OmegaConf's full keys", () => {
  // As `_get_full_key` of OmegaConf 2.3.1 gives them.
  expect(pathsAtFault(TREE)).toEqual([
    'a[0]',
    'a[1].b[0]',
    'a[1].b[1].c.d',
    'a[1].b[1].x y',
    'a[1].b[1].3',
    'a[1].b[1].1.5',
    'a[1].b[1].2.0',
    'a[1].b[1].True',
    'a[1].b[1].[q]',
    'c.d.f[0]',
    '7.g',
    '7.4[0]',
    'top',
  ])
  expect(pathsAtFault('- ["${nope}"]\n- a: ${nope}')).toEqual(['[0][0]', '[1].a'])
})

it.each([
  ['optimizer.betas[1]', 'optimizer.betas.1'],
  ['[0].a[2][3].b', '0.a.2.3.b'],
  ['a.b', 'a.b'],
])('%s is typed %s', (path, typed) => {
  expect(typedPath(path)).toBe(typed)
})

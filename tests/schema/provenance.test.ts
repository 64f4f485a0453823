import { expect, test } from 'vitest'
import { placeOfValue } from '../../src/schema/provenance.js'

test('a value that the run gave is placed at the override that asked for it', () => {
  const text = 'seed=${hydra:runtime.cwd}'
  const override = { kind: 'override', text, range: [5, 25], origin: 'command line' } as const
  const via = { kind: 'interpolation', value: '${hydra:runtime.cwd}', source: override } as const
  const value = { kind: 'string', value: '/tmp', via } as const
  expect(placeOfValue({ ...value, source: { kind: 'runtime', by: 'run' } })).toBe(override)
  const file = { kind: 'file', file: 'a.yaml', line: 1, column: 1, range: [0, 1] } as const
  expect(placeOfValue({ ...value, source: file })).toBe(file)
})

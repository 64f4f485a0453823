import { expect, test } from 'vitest'
import { compileValidators } from '../../src/schema/compile-validators.js'

test('every schema compiles in strict mode to a module of its own', () => {
  const modules = compileValidators()
  expect([...modules.keys()]).toEqual(expect.arrayContaining(['config', 'hydra', 'optimizer/sgd']))
  for (const code of modules.values()) expect(code).toMatch(/export const digest = "[0-9a-f]{16}"/)
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtinManifests } from '../../src/components/manifests.js'
import { configReference } from '../../src/schema/config-reference.js'
import { generateTypes } from '../../src/schema/generate-types.js'
import { sweepManifests } from '../../src/sweep/manifests.js'
import { packageRoot } from '../../src/util/package-root.js'

test('the generated types are those of the schemas: npm run generate brings them up to date', async () => {
  const committed = readFileSync(join(packageRoot, 'src/schema/generated/config-types.ts'), 'utf8')
  expect(await generateTypes(builtinManifests)).toBe(committed)
})

test('docs/config.md is what the schemas say: npm run generate brings it up to date', () => {
  expect(configReference([...builtinManifests, ...sweepManifests])).toBe(
    readFileSync(join(packageRoot, 'docs/config.md'), 'utf8'),
  )
})

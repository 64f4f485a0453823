import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { builtinRegistry } from '../../src/components/manifests.js'
import type { Manifest } from '../../src/registry/manifest.js'
import { componentSchema, ownProperties } from '../../src/schema/component-schema.js'

/** What the classes take in torch 2.15 and Lightning 2.6, without what a run brings. */
const signatures = JSON.parse(readFileSync(new URL('signatures.json', import.meta.url), 'utf8')) as Record<
  string,
  string[]
>

test.each(Object.entries(signatures))('every key of %s is known', (target, keys) => {
  const manifest = builtinRegistry.find(target) as Manifest
  const known = Object.keys(ownProperties(componentSchema(manifest)))
  expect(keys.filter((key) => !known.includes(key))).toEqual([])
})

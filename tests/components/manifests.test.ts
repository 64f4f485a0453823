import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builtinManifests, builtinRegistry } from '../../src/components/manifests.js'
import { loadYaml, toPlain } from '../../src/config/index.js'
import { componentGroups, dictGroups, type Manifest, partGroups } from '../../src/registry/manifest.js'
import { componentSchema, ownProperties } from '../../src/schema/component-schema.js'
import { branchesOf } from '../../src/schema/expectation.js'
import { packageRoot } from '../../src/util/package-root.js'

/** What the tests of a component say where they run the checks that `polyhead/testing` gives to plugins. */
const contracts: Partial<Record<Manifest['group'], RegExp>> = {
  dataset: /datasetChecks\(/,
  backbone: /backboneChecks\(/,
  optimizer: /testContract\(/,
  lr_scheduler: /schedulerChecks\(/,
  loggers: /loggerChecks\(/,
}

/** The tests of a component; a family shares a file. */
function testFile(group: Manifest['group'], option: string): string {
  if (group === 'weighting') return 'weightings.test.ts'
  return `${option.replace(/^resnet\d+$/, 'resnet').replaceAll('_', '-')}.test.ts`
}

describe.each(builtinManifests.map((manifest) => [manifest.target, manifest] as const))('%s', (_, manifest) => {
  const { group, option } = manifest
  const configFile = join(packageRoot, 'configs', group, `${option}.yaml`)

  test('has an option that lists all of its keys, with a comment for its reader', () => {
    const text = readFileSync(configFile, 'utf8')
    expect(text).toMatch(/^(?:# @package \S+\n)?# \S/)
    const config = toPlain(loadYaml(text)) as Record<string, unknown>
    expect(builtinRegistry.find(String(config._target_))).toBe(manifest)
    const { _target_, ...keys } = config
    expect(Object.keys(keys).sort()).toEqual(Object.keys(ownProperties(componentSchema(manifest))).sort())
  })

  test('has a schema that says what each key is', () => {
    const schema = componentSchema(manifest)
    expect(schema).toMatchObject({ $id: `${group}/${option}`, type: 'object', additionalProperties: false })
    expect(schema.title).toBeTypeOf('string')
    expect(schema.description).toBeTypeOf('string')
    const required = (schema.required ?? []) as string[]
    for (const [key, property] of Object.entries(ownProperties(schema))) {
      expect(property.description, key).toBeTypeOf('string')
      expect(property.default !== undefined || required.includes(key), `${key} has a default or is required`).toBe(true)
      const obvious = branchesOf(property).every(
        ({ type, enum: options }) => options || type === 'boolean' || type === 'null',
      )
      expect(obvious || property.examples, `${key} has examples`).toBeTruthy()
    }
  })

  test('has tests', () => {
    expect(readdirSync(join(packageRoot, 'tests/components', group))).toContain(testFile(group, option))
  })

  test.runIf(group in contracts)('holds what every component of its group must', () => {
    const text = readFileSync(join(packageRoot, 'tests/components', group, testFile(group, option)), 'utf8')
    expect(text).toMatch(contracts[group] as RegExp)
  })

  test('loads a class', async () => {
    expect(await manifest.load()).toBeTypeOf('function')
  })
})

test('every option of a component group belongs to a component, or gathers some', () => {
  for (const group of [...componentGroups, ...partGroups]) {
    for (const file of readdirSync(join(packageRoot, 'configs', group))) {
      const option = file.slice(0, -'.yaml'.length)
      const known = builtinManifests.some((manifest) => manifest.group === group && manifest.option === option)
      expect(
        known || ((dictGroups as ReadonlySet<string>).has(group) && option === 'default'),
        `${group}/${option}`,
      ).toBe(true)
    }
  }
})

test('every group has at least two options to choose from, where a choice is there', () => {
  for (const group of ['backbone', 'optimizer', 'algorithm', 'dataset', 'lr_scheduler'] as const) {
    expect(builtinRegistry.list(group).length).toBeGreaterThanOrEqual(2)
  }
})

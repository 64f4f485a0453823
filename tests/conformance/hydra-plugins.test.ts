// What real Hydra composes with its plugins installed: their groups, and overrides of their keys, right and wrong.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compose } from '../../src/compose/index.js'
import { selectRaw, toYaml } from '../../src/config/index.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { writeTree } from '../compose/write-tree.js'

interface Recorded {
  tree: Record<string, string>
  cases: { config: string; overrides: string[]; expect: 'refused' | Record<string, string> }[]
}

const { tree, cases } = JSON.parse(
  readFileSync(new URL('vectors/hydra-plugins.json', import.meta.url), 'utf8'),
) as Recorded

// A config of the project that has a plugin's name is merged into it: plain cases have none.
const [bare, full] = [writeTree({ plain: tree.plain ?? '' }), writeTree(tree)]

/** Hydra's own launcher and sweeper have other names here. */
const renamed = (yaml: string): string =>
  yaml.replace(/hydra\._internal\.core_plugins\.basic_(?:launcher|sweeper)\.Basic(Launcher|Sweeper)/, (_, what) =>
    what === 'Launcher' ? 'polyhead.launchers.BasicLauncher' : 'polyhead.sweepers.BasicSweeper',
  )

describe('plugins of Hydra', () => {
  test.each(cases)('$config $overrides', ({ config: configName, overrides, expect: recorded }) => {
    const configDir = configName === 'plain' ? bare : full
    const composed = () => compose({ configDir, configName, overrides })
    if (recorded === 'refused') {
      expect(composed).toThrow(ConfigError)
      return
    }
    const root = composed().parts.full
    for (const [part, yaml] of Object.entries(recorded)) {
      const node = selectRaw(root, `hydra.${part}`)
      expect(node && toYaml(node)).toBe(renamed(yaml))
    }
  })
})

// The real OmegaConf reads what we write and writes what we write. Skipped where Python has none, but for
// POLYHEAD_REQUIRE=omegaconf. POLYHEAD_PYTHON names the interpreter.

import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadYaml, merge, type Node, toYaml } from '../../src/config/index.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { required } from '../helpers/required.js'
import { configs, yamlish } from './arbitraries.js'

const python = process.env.POLYHEAD_PYTHON ?? 'python3'
const present = spawnSync(python, ['-c', 'import omegaconf']).status === 0

const PROGRAM = `
import json, sys
from omegaconf import OmegaConf
def dump(texts):
    try:
        return OmegaConf.to_yaml(OmegaConf.merge(*[OmegaConf.create(t) for t in texts]) if len(texts) > 1 else OmegaConf.create(texts[0]))
    except Exception as e:
        return None
print(json.dumps([dump(texts) for texts in json.load(sys.stdin)]))
`

/** What OmegaConf writes for each group of texts, merged: null where it refuses them. */
function omegaconf(groups: readonly (readonly string[])[]): (string | null)[] {
  const input = JSON.stringify(groups)
  const { stdout, stderr, status } = spawnSync(python, ['-c', PROGRAM], { input, encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

function ours(texts: readonly string[]): string | null {
  try {
    const [first, ...others] = texts.map((text) => loadYaml(text))
    return toYaml(merge(first as Node, ...others))
  } catch (error) {
    if (error instanceof ConfigError) return null
    throw error
  }
}

describe.skipIf(!present && !required('omegaconf'))('real OmegaConf', () => {
  it('reads what toYaml writes, and writes the same text', () => {
    const texts = fc.sample(configs({ missing: true }), { numRuns: 500, seed: 1 }).map((node) => [toYaml(node)])
    expect(omegaconf(texts)).toEqual(texts.map(([text]) => text))
  })

  it('merges to the same text', () => {
    const groups = fc.sample(fc.tuple(configs({ missing: true }), configs(), configs()), { numRuns: 300, seed: 2 })
    const texts = groups.map((group) => group.map(toYaml))
    expect(texts.map(ours)).toEqual(omegaconf(texts))
  })

  it('reads any text as we do, and refuses what we refuse', () => {
    // What is ours alone: the marker !delete. What is not: keys that are bytes, and lone or escaped surrogates.
    const alike = (text: string) => !/!delete|!!binary|[\ud800-\udfff]|\\[uU]|__proto__/.test(text)
    const texts = fc.sample(yamlish.filter(alike), { numRuns: 2000, seed: 3 }).map((text) => [text])
    expect(texts.map(ours)).toEqual(omegaconf(texts))
  })
})

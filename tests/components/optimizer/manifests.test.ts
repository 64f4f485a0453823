import { describe, expect, test } from 'vitest'
import { optimizerManifests } from '../../../src/components/optimizer/manifests.js'
import { fromPlain } from '../../../src/config/index.js'

/** Paths at which these options of SGD contradict each other. */
function problems(options: Record<string, unknown>): string[] {
  const node = fromPlain(options)
  const sgd = optimizerManifests.find(({ option }) => option === 'sgd')
  return (sgd?.check?.(node, 'optimizer', node) ?? []).map(({ path }) => path)
}

describe('what is checked of SGD before a run', () => {
  test('Nesterov momentum needs a momentum and no dampening', () => {
    expect(problems({ nesterov: true, momentum: 0.9 })).toEqual([])
    expect(problems({ nesterov: true })).toEqual(['optimizer.nesterov'])
    expect(problems({ nesterov: true, momentum: 0.9, dampening: 0.1 })).toEqual(['optimizer.nesterov'])
    expect(problems({ nesterov: false, momentum: 0 })).toEqual([])
  })

  test('also with what a group overrides', () => {
    const heads = (own: object) => problems({ momentum: 0.9, param_groups: { backbone: null, heads: own } })
    expect(heads({ nesterov: true })).toEqual([])
    expect(heads({ nesterov: true, momentum: 0 })).toEqual(['optimizer.param_groups.heads.nesterov'])
    expect(heads({ nesterov: true, momentum: null })).toEqual([])
  })
})

test('each optimizer is the class of its name, and torch’s are found by torch’s', async () => {
  expect(optimizerManifests.filter(({ aliases }) => aliases.length > 0)).toHaveLength(11)
  for (const { target, aliases, load } of optimizerManifests) {
    const name = target.replace('polyhead.optimizers.', '')
    const torch = `torch.optim.${name}`
    // By its module, too.
    expect([[], [torch, `torch.optim.${name.toLowerCase()}.${name}`]]).toContainEqual(aliases)
    expect((await load()).name).toBe(name)
  }
})

import { entryAt } from '../../config/key-path.js'
import type { Key, MapNode, Node } from '../../config/node.js'
import { formatFloat } from '../../util/python-number.js'
import { valueText } from './value-text.js'

/**
 * The older way of Optuna's plugin to say parameters (`{type: float, low: 0, high: 1, log: true}` by key) as overrides
 * say it. Made from nodes, which know 1.0 from 1.
 * @param sweeper valid by its schema
 * @returns the same without `search_space`, with `params` for it; those that are there win
 */
export function withSpaceAsParams(sweeper: MapNode): MapNode {
  const space = entryAt(sweeper, 'search_space')
  if (space?.kind !== 'map') return sweeper
  const params = entryAt(sweeper, 'params')
  const own = params?.kind === 'map' ? params.entries : []
  const texts = [...space.entries].map(([key, node]): [Key, Node] => {
    return [key, { kind: 'string', value: spaceText(node as MapNode), source: node.source }]
  })
  const entries = new Map(sweeper.entries).set('params', { kind: 'map', entries: new Map([...texts, ...own]) })
  entries.delete('search_space')
  return { ...sweeper, entries }
}

function spaceText(distribution: MapNode): string {
  const at = (key: string): Node | undefined => distribution.entries.get(key)
  const type = plain(at('type'))
  if (type === 'categorical') {
    const choices = at('choices')
    // `choice(…)` takes no null, values alone do.
    return choices?.kind === 'list' ? choices.items.map(valueText).join(',') : ''
  }
  const number = (key: string, otherwise: number): number => Number(plain(at(key)) ?? otherwise)
  const text = (value: number) => (type === 'int' ? String(value) : formatFloat(value))
  const [low, high, step] = [number('low', 0), number('high', 1), number('step', 0)]
  const log = plain(at('log')) === true
  if (step > 0 && !log) return `range(${text(low)},${text(high + step / 2)},${text(step)})`
  const bounds = `interval(${text(low)},${text(high)})`
  return `tag(${[log && 'log', type === 'int' && 'int', bounds].filter(Boolean).join(',')})`
}

function plain(node: Node | undefined): unknown {
  return node && 'value' in node ? node.value : undefined
}

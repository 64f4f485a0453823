import type { Config } from '../../compose/index.js'
import { asTyped, hintThatWorks, type Way } from '../../compose/tried-hints.js'
import type { Key, MapNode, Node } from '../../config/index.js'
import type { Registry } from '../../registry/registry.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import type { OverrideSource } from '../../util/source.js'
import { counterpart } from '../../util/their-names.js'
import { isAdded } from '../is-added.js'
import { PIPELINES } from './names.js'

const ALGORITHM = PIPELINES.MTL_EXPR.algorithm

/** Keys that the command line adds by polyhead's names: they set nothing, where CLArena's keys do. */
export function ownNames(
  config: Config,
  root: MapNode,
  extra: readonly (readonly [Key, Node])[],
  registry: Registry,
): Diagnostic[] {
  return extra.flatMap(([key, node]): Diagnostic[] => {
    const name = String(key)
    const option = addedOption(config, name)
    const theirs = isAdded(node) || option ? counterpart(root.entries, name) : undefined
    const isWeighting = option && name === 'weighting' && root.entries.has(ALGORITHM)
    if (theirs === undefined && !isWeighting && !(option && name === 'heads')) return []
    const ways = option && theirs !== undefined ? besideOthers(option, theirs, registry) : []
    const added = hintThatWorks(ways, config.parts.tries, { instead: option?.source.text })
    const elsewhere = option && option.group !== name
    const what = elsewhere ? `'${option.group}=${option.option}' goes where polyhead has it, which` : `'${name}'`
    const message = `${what} is no key of CLArena's: it is a variable, and sets nothing`
    const hint = isWeighting
      ? `use '+${option.group}@${ALGORITHM}.${name}=${option.option}'`
      : theirs === undefined
        ? 'leave it out: the heads follow from the pipeline and the backbone'
        : (added ?? (option && optionBelow(option, name, theirs)) ?? `did you mean '${theirs}'?`)
    return [
      { code: 'no-effect', severity: 'warning', path: '', message, source: option?.source ?? placeIn(node), hint },
    ]
  })
}

/** The option that the command line adds under a key, or below it. */
function addedOption({ parts }: Config, key: string): AddedOption | undefined {
  const isUnder = (name: string) => name === key || name.startsWith(`${key}.`)
  for (const { type, keyOrGroup, source } of parts.overrides) {
    if (type !== 'ADD' && type !== 'FORCE_ADD') continue
    const found = parts.list.find((item) => item.path.startsWith(`${keyOrGroup}/`) && isUnder(item.package))
    if (found) return { group: keyOrGroup, option: found.path.slice(keyOrGroup.length + 1), at: found.package, source }
  }
  return undefined
}

interface AddedOption {
  group: string
  option: string
  /** Where it goes. */
  at: string
  source: OverrideSource
}

/** How one of several components of polyhead's is added to those of the tree. */
function besideOthers({ group, option, at, source }: AddedOption, theirs: string, registry: Registry): Way[] {
  const manifest = registry.list('loggers').find((each) => each.option === option)
  if (group !== 'loggers' || !manifest || !source.text.endsWith(`=${option}`)) return []
  const name = at === group ? option : at.slice(group.length + 1)
  const ways = [`+${group}@${theirs}.${name}=${option}`, `${theirs}=append({_target_: ${manifest.target}})`]
  return ways.map((way) => ({ overrides: [way], hint: `use ${asTyped(way)}` }))
}

/** How an option is added that goes below a key which has another name here. */
function optionBelow({ group, option, at }: AddedOption, key: string, theirs: string): string | undefined {
  if (at === key || theirs !== ALGORITHM) return undefined
  return `use '+${group}@${theirs}${at.slice(key.length)}=${option}'`
}

/** Where a value was given, or the first that is in it. */
function placeIn(node: Node): Diagnostic['source'] {
  const own = node.keySource ?? node.source
  if (own || node.kind !== 'map') return own
  return [...node.entries.values()].map(placeIn).find((each) => each !== undefined)
}

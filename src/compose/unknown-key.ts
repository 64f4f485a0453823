import { type MapNode, type Node, splitKey } from '../config/index.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { nearest } from '../util/suggest.js'
import { counterpart } from '../util/their-names.js'
import type { ApplyContext } from './apply-context.js'
import { type Shape, shapeAt } from './hydra-shape.js'
import { keyPart } from './key-part.js'
import { choiceThatWorks, isChosenText } from './open-choices.js'
import { haveIt } from './options-with.js'
import type { Override } from './override/index.js'
import { shownKey, tryRead } from './shown-key.js'
import { asTyped, hintsThatWork, hintThatWorks } from './tried-hints.js'

/** Options that are composed to see whether they help. */
const MOST_TRIED = 8

/** The dotted path joined from split keys, as an override has it. */
const join = (keys: readonly unknown[]): string => keys.map(String).join('.')

/** Every dotted path of the config that ends in a given key. */
function pathsEndingIn(node: Node, key: string, prefix = '', found: string[] = []): string[] {
  if (node.kind !== 'map' || found.length > 3) return found
  for (const [name, child] of node.entries) {
    const path = prefix === '' ? String(name) : `${prefix}.${String(name)}`
    if (name === key) found.push(path)
    pathsEndingIn(child, key, path, found)
  }
  return found
}

/** How far a key leads. */
interface Reach {
  readonly keys: readonly string[]
  /** How many of the keys are there. */
  readonly depth: number
  /** What they lead to. */
  readonly holder: Node
}

function reach(root: MapNode, key: string): Reach {
  const keys = splitKey(key)
  let depth = 0
  let holder: Node = root
  while (depth < keys.length) {
    const next = tryRead(root, join(keys.slice(0, depth + 1)))
    if (!next) break
    holder = next
    depth++
  }
  return { keys, depth, holder }
}

const namesIn = ({ holder, depth }: Reach): string[] =>
  holder.kind !== 'map'
    ? []
    : [...holder.entries.keys()].filter(
        (name): name is string => typeof name === 'string' && (depth > 0 || name !== 'hydra'),
      )

/** The keys of our sweepers and launchers, those among them that no config sets: they take no others. */
function partKeys({ keys, depth }: Reach, hydraShape: Shape): readonly string[] | undefined {
  if (depth !== 2 || keys[0] !== 'hydra' || !['sweeper', 'launcher'].includes(keys[1] as string)) return undefined
  const shape = shapeAt(hydraShape, keys.slice(1, depth))
  return shape?.kind === 'node' ? Object.keys(shape.fields) : undefined
}

/** Where the key that is not there is there as a number: the override that changes it. */
function asNumber({ keys, depth, holder }: Reach, { valueText }: Override) {
  if (holder.kind !== 'map' || depth === 0) return undefined
  const number = [...holder.entries.keys()].find((key) => typeof key !== 'string' && String(key) === keys[depth])
  if (number === undefined) return undefined
  const path = join(keys.slice(0, depth))
  const value = keys.slice(depth).reduceRight((below, key) => `{${key}: ${below}}`, valueText)
  return { number: String(number), path, text: `${path}=${value}` }
}

/** The key that stands for one of polyhead's own in a config that is written for another program. */
function counterpartKey(root: MapNode, key: string): string | undefined {
  const [first = '', ...below] = splitKey(key).map(String)
  const theirs = counterpart(root.entries, first)
  if (theirs === undefined) return undefined
  const path = join([theirs, ...below])
  if (tryRead(root, path)) return path
  return pathsEndingIn(root.entries.get(theirs) as Node, below.at(-1) as string, theirs)[0]
}

/** A key that is there, or a group, like one that is not; undefined where none is near. */
export function nearestKey(root: MapNode, key: string, groups: readonly string[]): string | undefined {
  const reached = reach(root, key)
  const { keys, depth, holder } = reached
  const exists = (path: string): boolean => tryRead(root, path) !== undefined
  const missing = keys[depth]
  if (missing === undefined) return undefined
  const others = keys.length === 1 ? groups.filter((group) => group !== missing) : []
  const near = nearest(missing, [...namesIn(reached), ...others])
  if (near !== undefined) {
    const path = join([...keys.slice(0, depth), near, ...keys.slice(depth + 1)])
    if (others.includes(near) || exists(path)) return path
  }
  // Below what is there already before anywhere else; Hydra's own keys are named by their first word.
  const last = keys.at(-1) as string
  const below = depth > 0 ? pathsEndingIn(holder, last, join(keys.slice(0, depth))) : []
  return [...below, ...pathsEndingIn(root, last).filter((path) => !path.startsWith('hydra.'))].find(exists)
}

/**
 * The error for an override of a key that the config does not have, with the nearest key as a hint;
 * undefined where the key is there, so that something else is wrong.
 */
export function unknownKey(
  root: MapNode,
  override: Override,
  { groups, tries, open: openOf, optionsWith, hydraShape, isOption }: ApplyContext,
  cause?: ConfigError,
): ConfigError | undefined {
  const key = override.keyOrGroup
  const reached = reach(root, key)
  const { keys, depth, holder } = reached
  if (depth === keys.length || holder.kind === 'list') return undefined
  const shown = shownKey(root, key)
  const added = `+${override.text}`
  const last = keys.at(-1) as string
  const option = `+${last}@${key}=${override.valueText}`
  const additions =
    override.value && 'value' in override.value && isOption(last, override.valueText) ? [option, added] : [added]
  const add = (what: string) => {
    const ways = additions.map((way) => ({ overrides: [way], hint: `${what}, use ${asTyped(way)}` }))
    return hintThatWorks(ways, tries, { instead: override.text })
  }
  /** Options that bring what is not there. */
  const elsewhere = (node: string, missing: string) => {
    const others = optionsWith(node, missing).slice(0, MOST_TRIED)
    return haveIt(others.filter((choice) => tries?.([choice, override.text], { instead: override.text })))
  }
  const refuse = (about: Pick<Diagnostic, 'message' | 'hint' | 'notes'>): ConfigError => {
    // The caret goes under the part of the key that is not there.
    const source = keyPart(override, keys.slice(0, depth + 1))
    return new ConfigError({ code: 'unknown-key', path: shown, source, ...about }, cause && { cause })
  }
  if (holder.kind !== 'map') {
    const what = holder.kind === 'null' ? 'null' : `a value (${holder.kind})`
    const message = `'${shownKey(root, join(keys.slice(0, depth)))}' is ${what}, so there is no key '${shown}'`
    const hint = add('to replace it by a map')
    return refuse({ message, hint: hint ?? elsewhere(join(keys.slice(0, depth)), join(keys.slice(depth))) })
  }
  const ofPart = partKeys(reached, hydraShape)
  if (ofPart) {
    const near = nearest(keys[depth] as string, ofPart)
    const path = near && join([...keys.slice(0, depth), near, ...keys.slice(depth + 1)])
    return refuse({
      message: `there is no key '${shown}'`,
      hint: path ? `did you mean '${path}'?` : elsewhere(join(keys.slice(0, depth)), join(keys.slice(depth))),
      notes: [`known keys: ${ofPart.join(', ')}`],
    })
  }
  const numeric = asNumber(reached, override)
  if (numeric) {
    const { text, number, path } = numeric
    const way = { overrides: [text], hint: `to change it, use ${asTyped(text)}` }
    const message = `there is no key '${shown}': ${number} is a number in '${path}', and a key in an override is a text`
    return refuse({ message, ...hintsThatWork([way], tries, { instead: override.text }) })
  }
  const names = namesIn(reached)
  const open = depth === 0 && names.length === 0 ? openOf() : []
  if (open.length > 0) {
    const choice = choiceThatWorks(open, tries, [override.text])
    const message = `there is no key '${shown}': the config is empty until ${isChosenText(open)}`
    return refuse({ message, hint: choice && `choose one first, such as ${choice}` })
  }
  const known = names.length > 0 && names.length <= 20 ? [`known keys: ${names.join(', ')}`] : []
  const message = `there is no key '${shown}'`
  const theirs = depth === 0 ? counterpartKey(root, key) : undefined
  // To add it would set nothing but a variable.
  if (theirs !== undefined) return refuse({ message, hint: `did you mean '${theirs}'?`, notes: known })
  const hint = add('to add it')
  const near = nearestKey(root, key, groups)
  if (near === undefined) {
    const either = () => elsewhere(join(keys.slice(0, depth)), join(keys.slice(depth)))
    return refuse({ message, hint: hint ?? either(), notes: known })
  }
  return refuse({ message, hint: `did you mean '${near}'?`, notes: [...(hint === undefined ? [] : [hint]), ...known] })
}

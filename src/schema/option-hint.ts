import { entryAt } from '../config/key-path.js'
import type { MapNode } from '../config/node.js'
import { dictGroups, partGroups, partPaths } from '../registry/manifest.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { shellWord } from '../util/shell-word.js'
import { nearest } from '../util/suggest.js'
import type { ValidateOptions } from './validate-options.js'

/** A name in the place of the component that it is: its group has options of that name. */
export function optionHint(
  diagnostic: Diagnostic,
  root: MapNode,
  { registry, overrides = [], tries }: ValidateOptions,
): Diagnostic {
  if (diagnostic.code !== 'wrong-type') return diagnostic
  const part = partGroups.find((each) => partPaths[each].join('.') === diagnostic.path)
  const [, holder = '', name = ''] = /^(\w+)\.(\w+)$/.exec(diagnostic.path) ?? []
  const group = part ?? [...dictGroups].find((each) => each === holder)
  const node = entryAt(root, holder, name)
  if (group === undefined || node?.kind !== 'string') return diagnostic
  const options = registry.list(group)
  const near = nearest(
    node.value,
    options.map((each) => each.option),
  )
  const { option, target } = options.find((each) => each.option === near) ?? {}
  const chosen = `choose the option of the group: ${group}=${option}`
  if (node.source?.kind !== 'override') return part && option ? { ...diagnostic, hint: chosen } : diagnostic
  const instead = node.source.text
  const key = overrides.find(({ text }) => text === instead)?.keyElement.replace(/^[+]+/, '') ?? diagnostic.path
  const item = `{_target_: ${target ?? options[0]?.target}}`
  const ways = [
    ...(option && part ? [`${group}=${option}`, `+${group}=${option}`] : []),
    ...(option ? [`+${group}@${key}=${option}`] : []),
    ...(part ? [] : [instead.replace(/=.*$/s, (value) => withItem(value, item))]),
  ]
  const works = ways.find((way) => tries?.([way], { instead }))
  if (works === undefined) return diagnostic
  const word = shellWord(works)
  return { ...diagnostic, hint: option ? `choose the option of the group: ${word}` : `for example ${word}` }
}

/** What follows a key, with a component in the place of what was given: `append(x)`, or a value alone. */
function withItem(value: string, item: string): string {
  const [, edit] = /^=(append|prepend|extend_list)\(.*\)$/s.exec(value) ?? []
  return edit === undefined ? `=${item}` : `=${edit}(${item})`
}

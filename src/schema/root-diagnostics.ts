import { entryAt } from '../config/key-path.js'
import type { MapNode } from '../config/node.js'
import { type ComponentGroup, componentGroups, dictGroups } from '../registry/manifest.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { shellWord } from '../util/shell-word.js'
import { ownGroup } from '../util/their-names.js'
import { validateBySchema } from './check-schema.js'
import { referredRootKeys } from './references.js'
import type { ValidateOptions } from './validate-options.js'

/** What is wrong with the root by its own schema. */
export async function rootDiagnostics(root: MapNode, options: ValidateOptions): Promise<Diagnostic[]> {
  const found = (await validateBySchema(root, 'config', '')).map((one) => missingGroupHint(one, options))
  const unnamed = [...dictGroups].flatMap((group) => unnamedComponent(root, group, options))
  const diagnostics = [
    ...unnamed,
    // What its keys would mean as components says nothing.
    ...found.filter(({ path }) => !unnamed.some((one) => path.startsWith(`${one.path}.`))),
  ]
  if (!diagnostics.some(({ code }) => code === 'unknown-key')) return diagnostics
  const referred = referredRootKeys(root, options.unresolved, options.hydra?.resolved())
  return diagnostics
    .filter(({ code, path }) => code !== 'unknown-key' || !referred.has(path))
    .map((each) => userKeyHint(root, each))
}

/** A group that is not there: its options are what helps. */
function missingGroupHint(diagnostic: Diagnostic, { registry, tries }: ValidateOptions): Diagnostic {
  const group = componentGroups.find((name) => name === diagnostic.path)
  if (diagnostic.code !== 'missing-key' || !group) return diagnostic
  const options = registry.list(group).map(({ option }) => option)
  const override = options.flatMap((name) => [`${group}=${name}`, `+${group}=${name}`]).find((text) => tries?.([text]))
  return {
    ...diagnostic,
    hint: override && `choose an option, such as ${override}`,
    notes: [`options: ${options.join(', ')}`],
  }
}

/** One component in the place of a dict of components by name. */
function unnamedComponent(
  root: MapNode,
  group: ComponentGroup,
  { choices = {}, overrides = [], tries }: ValidateOptions,
): Diagnostic[] {
  const node = root.entries.get(group)
  const target = entryAt(node, '_target_')
  if (!node || !target) return []
  const option = choices[group]
  const chosen = overrides.find(({ keyElement }) => keyElement.replace(/^\+/, '') === group)
  const named = [`+${group}@${group}.${option}=${option}`]
  // Where the tree has a list, names cannot be put into it.
  if (target.kind === 'string') named.push(`${group}=append({_target_: ${target.value}})`)
  const works = option ? named.find((way) => tries?.([way], { instead: chosen?.text })) : undefined
  return [
    {
      code: 'wrong-type',
      path: group,
      message: `${group} must be a dict of components by name, but is one component`,
      source: chosen?.source ?? target.keySource ?? target.source,
      hint: works
        ? `${works.startsWith('+') ? 'add it under a name of its own' : 'add it to the list'}: ${shellWord(works)}`
        : `give it a name: '${group}: {NAME: {_target_: …}}'`,
    },
  ]
}

/** A root key of another program's has a name here, and one of the user's own a place, where no known key is near. */
function userKeyHint({ entries }: MapNode, diagnostic: Diagnostic): Diagnostic {
  const { code, path } = diagnostic
  if (code !== 'unknown-key' || diagnostic.hint !== undefined || path.includes('.')) return diagnostic
  const node = entries.get(path)
  // Under its group, as long as nothing says that it is for the whole config.
  if (path === 'experiment' && node?.kind === 'map' && node.entries.size === 0)
    return { ...diagnostic, hint: "the file is empty: write '# @package _global_' into its first line, and keys below" }
  const meant = entries.get(path)?.kind === 'map' ? ownGroup(path) : undefined
  // Of the groups, experiments have no key.
  const own = componentGroups.find((group) => group === meant)
  // The name that `init --from-hydra` and `check` tell, too.
  if (own !== undefined && !entries.has(own)) return { ...diagnostic, hint: `polyhead's name for it is '${own}'` }
  return { ...diagnostic, hint: `a variable of your own belongs under vars: vars.${path}` }
}

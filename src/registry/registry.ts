import type { ResolverRegistry } from '../config/index.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Manifest } from './manifest.js'

/** The components that a config may name: nothing else is ever created from one. */
export interface Registry {
  /** By target or alias. */
  find(target: string): Manifest | undefined
  /** In order of registration; of one group, or all. */
  list(group?: Manifest['group']): readonly Manifest[]
  /** Every name that `_target_` may have: targets first, then aliases. */
  names(group?: Manifest['group']): readonly string[]
  /** Resolvers that plugins bring, for `${name:…}`. */
  readonly resolvers: ResolverRegistry | undefined
  /** This registry and more components, and resolvers. @throws ConfigError where a name is taken. */
  with(manifests: readonly Manifest[], resolvers?: ResolverRegistry): Registry
}

/** A registry of these components. @throws ConfigError where two of them claim one name. */
export function createRegistry(manifests: readonly Manifest[], resolvers?: ResolverRegistry): Registry {
  const byName = new Map<string, Manifest>()
  const clashes: Diagnostic[] = []
  for (const manifest of manifests) {
    for (const name of [manifest.target, ...manifest.aliases]) {
      const other = byName.get(name)
      if (other === undefined) byName.set(name, manifest)
      else if (other !== manifest) clashes.push(clash(name, manifest, other))
    }
  }
  if (clashes.length > 0) throw new ConfigError(clashes)
  const byGroup = new Map<Manifest['group'], Manifest[]>()
  for (const manifest of manifests) byGroup.set(manifest.group, [...(byGroup.get(manifest.group) ?? []), manifest])
  const list = (group?: Manifest['group']) => (group ? (byGroup.get(group) ?? []) : manifests)
  return {
    find: (target) => byName.get(target),
    list,
    names: (group) => [
      ...list(group).map((manifest) => manifest.target),
      ...list(group).flatMap((manifest) => manifest.aliases),
    ],
    resolvers,
    with: (more, own) => createRegistry([...manifests, ...more], own ?? resolvers),
  }
}

function clash(name: string, manifest: Manifest, other: Manifest): Diagnostic {
  return {
    code: 'duplicate-component',
    path: '',
    message: `the name '${name}' of ${manifest.group} '${manifest.option}' is taken by ${other.group} '${other.option}'`,
    hint: 'give the component a name of its own, such as my_project.optimizers.Adam',
  }
}

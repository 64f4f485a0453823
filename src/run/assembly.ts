import { entryAt } from '../config/key-path.js'
import type { MapNode, Node } from '../config/node.js'
import { instantiate } from '../registry/instantiate.js'
import type { ComponentGroup } from '../registry/manifest.js'
import type { Registry } from '../registry/registry.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { type Contracts, fulfils, lackingMethods } from './contracts.js'

/**
 * Creates the parts of a run from its resolved config, group by group; those with one `_shared_` name are one instance.
 */
export class Assembly {
  readonly #shared = new Map<string, unknown>()

  constructor(
    readonly root: MapNode,
    readonly registry: Registry,
  ) {}

  /**
   * The component of a group, or undefined where the config has none.
   * @param given what it gets beside its config's keys
   * @throws ConfigError where it cannot be made, or lacks what its group's contract asks for
   */
  async make<Group extends ComponentGroup>(
    group: Group,
    given: Record<string, unknown> = {},
  ): Promise<Contracts[Group] | undefined> {
    const node = this.root.entries.get(group)
    if (!node || node.kind === 'null') return undefined
    return await this.#instantiate(group, group, node, given)
  }

  /** The component of a group that every run has. @throws ConfigError also where there is none */
  async need<Group extends ComponentGroup>(
    group: Group,
    given: Record<string, unknown> = {},
  ): Promise<Contracts[Group]> {
    const made = await this.make(group, given)
    if (made) return made
    throw new ConfigError({ code: 'missing-key', path: group, message: `a run needs a component of group ${group}` })
  }

  /** A group that is a dict by name. Entries that are null, or no component, are left out. */
  async makeAll<Group extends ComponentGroup>(
    group: Group,
    given: Record<string, unknown> = {},
  ): Promise<Record<string, Contracts[Group]>> {
    const made: [string, Contracts[Group]][] = []
    const node = this.root.entries.get(group)
    for (const [name, child] of node?.kind === 'map' ? node.entries : []) {
      if (child.kind !== 'map' || !child.entries.has('_target_')) continue
      made.push([String(name), await this.#instantiate(group, `${group}.${String(name)}`, child, given)])
    }
    return Object.fromEntries(made)
  }

  async #instantiate<Group extends ComponentGroup>(
    group: Group,
    path: string,
    node: Node,
    given: Record<string, unknown>,
  ): Promise<Contracts[Group]> {
    const made = await instantiate(node, { registry: this.registry, given, shared: this.#shared })
    // CLArena's configs say `_partial_: true` where torch wants the parameters first; here a component has them from
    // `attach`.
    const component: unknown = typeof made === 'function' ? made() : made
    if (fulfils(group, component)) return component
    throw new ConfigError(incomplete(group, path, node, component))
  }
}

function incomplete(group: ComponentGroup, path: string, node: Node, made: unknown): Diagnostic {
  const target = entryAt(node, '_target_')
  const name = target?.kind === 'string' ? ` (${target.value})` : ''
  return {
    code: 'incomplete-component',
    path,
    message: `${path}${name} cannot be used as a component of group ${group}: it lacks ${lackingMethods(group, made)
      .map((method) => `${method}()`)
      .join(', ')}`,
    source: target?.source ?? node.source,
  }
}

import { builtinRegistry } from '../components/manifests.js'
import { loadPlugins } from '../registry/plugins.js'
import { findProjectCode, type PackReference, type PluginReference } from '../registry/project-code.js'
import type { Registry } from '../registry/registry.js'
import { withSweepers } from '../sweep/manifests.js'
import type { Flags } from './arguments/flags.js'

/** What comes with polyhead. */
export const builtin: Registry = withSweepers(builtinRegistry)

/**
 * The built-in components and those of the project's plugins. The user's own command runs them: they are trusted from
 * then on.
 */
export async function loadRegistry(flags: Flags, cwd: string): Promise<Registry> {
  const { plugins: references, packs } = findProjectCode(cwd, flags.plugin)
  const registry = await withPlugins(references, packs)
  const named = references.filter(ofPackage)
  if (named.length === 0) return registry
  const { trust } = await import('./trust-store.js')
  try {
    for (const { from } of named) trust(from)
  } catch {
    // Where that cannot be kept, commands on saved runs say which plugins they would need.
  }
  return registry
}

/** Those of `--plugin`, and of a project that is trusted: what surrounds a saved run may be a stranger's. */
export async function loadTrusted(
  flags: Flags,
  cwd: string,
): Promise<{ registry: Registry; leftOut: PluginReference[] }> {
  const { plugins: references, packs } = findProjectCode(cwd, flags.plugin)
  const { isTrusted } = await import('./trust-store.js')
  const leftOut = references.filter((reference) => ofPackage(reference) && !isTrusted(reference.from))
  return {
    registry: await withPlugins(
      references.filter((each) => !leftOut.includes(each)),
      packs,
    ),
    leftOut,
  }
}

/** Not so for one of `--plugin`. */
function ofPackage({ source }: PluginReference): boolean {
  return source !== undefined
}

async function withPlugins(references: readonly PluginReference[], packs: readonly PackReference[]): Promise<Registry> {
  if (references.length === 0 && packs.length === 0) return builtin
  const { manifests, resolvers } = await loadPlugins(references, packs)
  return builtin.with(manifests, resolvers)
}

import type { Config } from '../compose/index.js'
import { walk } from '../schema/node-paths.js'
import { validateComponent } from '../schema/validate-component.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { sortByPlace } from '../util/render-diagnostics.js'
import { ownGroup } from '../util/their-names.js'
import { type CheckOptions, type CheckResult, checking, once, resolveForCheck } from './check-parts.js'
import { composablePrimaries, composeOption } from './compose-option.js'
import { checkOwnSchemas } from './own-schemas.js'
import { readConfigs, targetsIn } from './surveyed-names.js'

/**
 * Checks a tree that is written for another program: every config composes, alone or over a primary config; what a
 * primary config or an experiment refers to is there; and components that polyhead has, too, are given what they take
 * here, or a warning says so. Its keys are its own, and are not judged.
 */
export function checkForeign(
  primaries: readonly string[],
  options: readonly string[],
  check: CheckOptions,
): Promise<CheckResult> {
  return new ForeignCheck(check).run(primaries, options)
}

class ForeignCheck {
  readonly #check: CheckOptions
  readonly #found: Diagnostic[] = []
  readonly #failed: string[] = []

  constructor(check: CheckOptions) {
    this.#check = check
  }

  async run(primaries: readonly string[], options: readonly string[]): Promise<CheckResult> {
    const composing = checking(this.#check)
    const known = composablePrimaries(primaries, composing)
    for (const name of primaries) {
      const config = composeOption(name, [{ name, chooses: new Set() }], composing)
      await this.#look(name, config, true)
    }
    for (const path of options) {
      const config = composeOption(path, known, composing)
      await this.#look(path, config, path.startsWith('experiment/'))
    }
    const experiments = options.filter((path) => path.startsWith('experiment/')).length
    const files = readConfigs([...primaries, ...options], composing)
    const groups = this.#check.repository.groups('').flatMap((group) => {
      const own = options.some((path) => path.startsWith(`${group}/`)) ? ownGroup(group) : undefined
      return own === undefined ? [] : [{ group, own }]
    })
    return {
      diagnostics: sortByPlace(once(this.#found)),
      primaries: primaries.length,
      options: options.length - experiments,
      experiments,
      failed: this.#failed,
      foreign: { targets: targetsIn(files, this.#check.registry), groups },
    }
  }

  /** @param whole whether it is all that a run has: what it refers to must be there */
  async #look(path: string, composed: ReturnType<typeof composeOption>, whole: boolean): Promise<void> {
    const diagnostics = 'config' in composed ? await this.#diagnose(composed.config, whole) : composed
    if (diagnostics.some(({ severity }) => severity !== 'warning')) this.#failed.push(path)
    this.#found.push(...diagnostics)
  }

  async #diagnose(config: Config, whole: boolean): Promise<Diagnostic[]> {
    const { registry } = this.#check
    const diagnostics: Diagnostic[] = []
    let { root } = config
    if (whole) {
      const resolved = resolveForCheck(config)
      if ('root' in resolved) root = resolved.root
      else diagnostics.push(...resolved.diagnostics)
    }
    diagnostics.push(...(await ownFaults(config, root)))
    // Resolving warns, too.
    diagnostics.push(...config.warnings)
    for (const place of walk(root)) {
      if (place.node.kind !== 'map') continue
      const target = place.node.entries.get('_target_')
      if (target?.kind !== 'string' || registry.find(target.value) === undefined) continue
      const found = await validateComponent(place, root, registry)
      const given = found.filter(({ code }) => code !== 'missing-value' && code !== 'missing-key')
      diagnostics.push(...given.map((each) => ({ ...each, severity: 'warning' as const })))
    }
    return diagnostics
  }
}

/** What does not fit the tree's own schemas, or what is wrong with those. */
async function ownFaults(config: Config, root: Config['root']): Promise<readonly Diagnostic[]> {
  try {
    return await checkOwnSchemas(config, root)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.diagnostics
  }
}

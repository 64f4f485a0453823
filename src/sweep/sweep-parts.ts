import { type Config, resolveOptions } from '../compose/index.js'
import { type MapNode, type Node, select, selectRaw } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import { instantiate } from '../registry/instantiate.js'
import { type Manifest, type SweepGroup, sweepGroups } from '../registry/manifest.js'
import type { Registry } from '../registry/registry.js'
import { fillNode } from '../schema/fill-defaults.js'
import { missingValues } from '../schema/missing-values.js'
import { validateComponent } from '../schema/validate-component.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { didYouMean } from '../util/suggest.js'
import { atItsPlace } from './at-its-place.js'
import type { Launcher } from './launchers/launcher.js'
import { withSpaceAsParams } from './sweepers/optuna-space.js'
import type { Sweeper } from './sweepers/sweeper.js'

const OPTUNA = 'polyhead.sweepers.OptunaSweeper'

/** The launcher alone, for a single run. @throws ConfigError as `makeSweepParts` */
export async function makeLauncher(...given: MakeParameters): Promise<Launcher> {
  const [made] = await makeParts(['hydra/launcher'], ...given)
  return made?.part as Launcher
}

export interface SweepParts {
  sweeper: Sweeper
  launcher: Launcher
  /** `hydra.sweeper.max_failures`: infinity where there is none. */
  maxFailures: number
  /** `hydra.sweeper.filter`, as text. */
  filter: (Node & { value: string }) | undefined
}

/**
 * Makes the sweeper and the launcher that a sweep's config names.
 * @param master knows its run, so that `${…}` in their parameters resolve
 * @param warn is told of keys that have no effect
 * @throws ConfigError where one is not registered, or its parameters are wrong
 */
export async function makeSweepParts(...given: MakeParameters): Promise<SweepParts> {
  const [sweeper, launcher] = (await makeParts(sweepGroups, ...given)) as [Made, Made]
  const most = entryAt(sweeper.node, 'max_failures')
  const maxFailures = most?.kind === 'int' ? Number(most.value) : mostOf(sweeper.node)
  const filter = entryAt(sweeper.node, 'filter')
  return {
    sweeper: sweeper.part as Sweeper,
    launcher: launcher.part as Launcher,
    maxFailures,
    filter: filter?.kind === 'string' ? filter : undefined,
  }
}

type MakeParameters = [
  master: Config,
  registry: Registry,
  facts: { now: Date; env: NodeJS.ProcessEnv },
  warn?: (warning: Diagnostic) => void,
]

/** A sweeper or a launcher, and the node that it was made of. */
interface Made {
  node: MapNode
  part: unknown
}

async function makeParts(
  groups: readonly SweepGroup[],
  ...[master, registry, facts, warn = () => {}]: MakeParameters
): Promise<Made[]> {
  const root = master.parts.full
  const nodes: { node: MapNode; target: string }[] = []
  const wrong: Diagnostic[] = []
  for (const group of groups) {
    const path = group.replace('/', '.')
    const raw = selectRaw(root, path)
    const options = resolveOptions(master, facts)
    const part = raw?.kind === 'map' ? raw : select(root, path, options)
    const target = entryAt(part, '_target_') && select(root, `${path}._target_`, options)
    const manifest = target?.kind === 'string' ? registry.find(target.value) : undefined
    if (!target) wrong.push(notConfigured(group, raw))
    else if (manifest?.group !== group) wrong.push(notOne(group, target, manifest, registry))
    else {
      const node = select(root, path, options) as MapNode
      const filled = fillNode(node, registry) as MapNode
      nodes.push({ node: filled, target: manifest.target })
      wrong.push(...missingValues(filled, path))
      for (const found of await validateComponent({ node: filled, path }, root, registry)) {
        if (found.severity === 'warning') warn(found)
        else wrong.push(found)
      }
    }
  }
  if (wrong.length > 0) throw new ConfigError(wrong)
  return await Promise.all(
    nodes.map(async ({ node, target }) => {
      // Only the plugin's key: a sweeper of somebody's own may mean something else by `search_space`.
      const params = target === OPTUNA ? withSpaceAsParams(node) : node
      return { node, part: await atItsPlace(master, () => instantiated(params, registry)) }
    }),
  )
}

/** What it says of its keys has no place yet: it was made of what was filled in, too. */
async function instantiated(params: MapNode, registry: Registry): Promise<unknown> {
  try {
    return await instantiate(params, { registry })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(
      error.diagnostics.map((each) => (each.source?.kind === 'runtime' ? { ...each, source: undefined } : each)),
      { cause: error },
    )
  }
}

/** As the Optuna plugin says it: a part of all jobs. */
function mostOf(sweeper: MapNode | undefined): number {
  const [rate, trials] = [entryAt(sweeper, 'max_failure_rate'), entryAt(sweeper, 'n_trials')]
  const isNumber = (node: Node | undefined) => node?.kind === 'float' || node?.kind === 'int'
  if (!isNumber(rate) || !isNumber(trials)) return Number.POSITIVE_INFINITY
  return Math.floor(Number((rate as { value: number }).value) * Number((trials as { value: number }).value)) + 1
}

function notConfigured(group: SweepGroup, node: Node | undefined): Diagnostic {
  const path = group.replace('/', '.')
  return {
    code: 'missing-target',
    path,
    message: `${path} names no component, and a sweep needs one`,
    source: node?.source,
    hint: `choose one, such as ${group}=basic`,
  }
}

function notOne(group: SweepGroup, target: Node, manifest: Manifest | undefined, registry: Registry): Diagnostic {
  const at = `${group.replace('/', '.')}._target_`
  const what = group === 'hydra/sweeper' ? 'sweeper' : 'launcher'
  const named = target.kind === 'string' ? target.value : target.kind
  const known = registry.list(group).map((each) => each.target)
  const plugin = /^hydra_plugins\.hydra_(\w+?)_(?:launcher|sweeper)\./.exec(named)?.[1]
  return {
    code: manifest ? 'wrong-group' : 'unregistered-target',
    path: at,
    message: manifest
      ? `${at} must be a ${what}, but '${named}' is ${manifest.group} '${manifest.option}'`
      : plugin
        ? `the ${what} of Hydra's ${plugin} plugin is not there: its config composes, but it cannot run`
        : `${at} names '${named}', which is not a registered ${what}`,
    source: target.source,
    hint: plugin
      ? `choose another one, such as ${group}=basic`
      : (didYouMean(named, registry.names(group)) ?? `polyhead's own is '${known[0]}'`),
    notes: [`registered: ${known.join(', ')}`],
  }
}

import { type Config, resolveOptions } from '../compose/index.js'
import { select } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode, Node } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import { unloggedNames } from '../schema/rules/monitor.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'

const PATH = 'hydra.sweeper.metric'

/**
 * Checks that a job gives the metrics that its sweep goes by.
 * @param resolved the job's config
 * @param given names of the numbers that every job gives at its end
 * @returns warnings of those that it may not give: a component does not tell what it logs
 * @throws ConfigError with those that it does not give
 */
export function checkSweptMetric(
  config: Config,
  resolved: MapNode,
  {
    registry,
    given,
    facts,
  }: { registry: Registry; given: readonly string[]; facts: { now: Date; env: NodeJS.ProcessEnv } },
): Diagnostic[] {
  const sweeper = entryAt(config.hydra, 'sweeper')
  // Most sweepers go by none.
  if (sweeper?.kind === 'map' && !sweeper.entries.has('metric')) return []
  const node = select(config.parts.full, PATH, resolveOptions(config, facts))
  const several = node?.kind === 'list'
  const named = node?.kind === 'list' ? node.items : node ? [node] : []
  // Of several metrics, all but the first count by what a job gives at its end.
  const proposal = endsEarly(sweeper) ? ({ proposed: 'logged' } as const) : several && ({ proposed: 'others' } as const)
  const found = unloggedNames(
    named.map((each) => [PATH, each, each.kind === 'string' ? each.value : undefined] as const),
    resolved,
    { registry, others: given, warns: true, ...proposal },
  )
  const wrong = found.filter(({ severity }) => severity !== 'warning')
  if (wrong.length > 0) throw new ConfigError(wrong)
  return found
}

/** Sweepers that go by what a job reports while it trains, not by what it gives at its end. */
function endsEarly(sweeper: Node | undefined): boolean {
  const target = entryAt(sweeper, '_target_')
  return target?.kind === 'string' && /\.(Asha|Median)Sweeper$/.test(target.value)
}

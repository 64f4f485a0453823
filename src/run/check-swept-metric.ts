import { type Config, resolveOptions } from '../compose/index.js'
import { select } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode, Node } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import { unloggedNames } from '../schema/rules/monitor.js'
import { ConfigError } from '../util/diagnostic.js'

const PATH = 'hydra.sweeper.metric'

/**
 * Checks that a job gives the metrics that its sweep goes by.
 * @param resolved the job's config
 * @param given names of the numbers that every job gives at its end
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
): void {
  const sweeper = entryAt(config.hydra, 'sweeper')
  // Most sweepers go by none.
  if (sweeper?.kind === 'map' && !sweeper.entries.has('metric')) return
  const node = select(config.parts.full, PATH, resolveOptions(config, facts))
  const several = node?.kind === 'list'
  const named = node?.kind === 'list' ? node.items : node ? [node] : []
  // Of several metrics, all but the first count by what a job gives at its end.
  const proposal = endsEarly(sweeper) ? ({ proposed: 'logged' } as const) : several && ({ proposed: 'others' } as const)
  const wrong = unloggedNames(
    named.map((each) => [PATH, each, each.kind === 'string' ? each.value : undefined] as const),
    resolved,
    { registry, others: given, ...proposal },
  )
  if (wrong.length > 0) throw new ConfigError(wrong)
}

/** Sweepers that go by what a job reports while it trains, not by what it gives at its end. */
function endsEarly(sweeper: Node | undefined): boolean {
  const target = entryAt(sweeper, '_target_')
  return target?.kind === 'string' && /\.(Asha|Median)Sweeper$/.test(target.value)
}

import type { Registry } from './registry.js'
import { torchMetricsClass, torchMetricsElsewhere, torchMetricsNames } from './torchmetrics-names.js'

/** Classes that trees name and that have no counterpart here: whose they are, and what comes nearest. */
const others: readonly { names: RegExp; of: string; nearest: string }[] = [
  {
    names: /^(?:lightning\.pytorch|pytorch_lightning)\.loggers\.(?:\w+\.)?(?:Comet|Neptune)Logger$/,
    of: 'Lightning',
    nearest: "'polyhead.loggers.MLFlowLogger' or 'polyhead.loggers.WandbLogger'",
  },
]

/** What is said of a class that is known, and not here; undefined where it is not known at all. */
export function notHereText(target: string): string | undefined {
  const metric = torchMetricsClass(target)
  const near = [...torchMetricsElsewhere].find(([, names]) => metric !== undefined && names.includes(metric))
  const found = near ? { of: 'torchmetrics', nearest: near[0] } : others.find(({ names }) => names.test(target))
  return found && `'${target}' is known to ${found.of}, not here: nearest is ${found.nearest}`
}

/** The names that a `_target_` may be a slip of. */
export function namesFor(target: string, registry: Registry): string[] {
  return [...registry.names(), ...(target.startsWith('torchm') ? torchMetricsNames() : [])]
}

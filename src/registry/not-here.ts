/** Classes that trees name and that have no counterpart here: whose they are, and what comes nearest. */
const others: readonly { names: RegExp; of: string; nearest: string }[] = [
  {
    names: /^(?:lightning\.pytorch|pytorch_lightning)\.loggers\.(?:\w+\.)?(?:Comet|Neptune)Logger$/,
    of: 'Lightning',
    nearest: "'polyhead.loggers.MLFlowLogger' or 'polyhead.loggers.WandbLogger'",
  },
  {
    names: /^torchmetrics\.(?:aggregation\.)?(?:Max|Min)Metric$/,
    of: 'torchmetrics',
    nearest: "'polyhead.callbacks.ModelCheckpoint', which keeps the best value of the metric that it monitors",
  },
]

/** What is said of a class that is known, and not here; undefined where it is not known at all. */
export function notHereText(target: string): string | undefined {
  const found = others.find(({ names }) => names.test(target))
  return found && `'${target}' is known to ${found.of}, not here: nearest is ${found.nearest}`
}

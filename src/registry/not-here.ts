import type { Registry } from './registry.js'
import { torchMetricsClass, torchMetricsElsewhere, torchMetricsHere, torchMetricsNames } from './torchmetrics-names.js'

/** Classes that trees name and that have no counterpart here: whose they are, and what comes nearest. */
const others: readonly { names: RegExp; of: string; nearest?: string }[] = [
  ...Object.entries({
    GradientAccumulationScheduler: 'trainer.accumulate_grad_batches, the same number in all epochs',
    'StochasticWeightAveraging|(?:EMA)?WeightAveraging':
      "'polyhead.callbacks.ModelCheckpoint', which keeps the best weights instead of their mean",
    OnExceptionCheckpoint: "'polyhead resume', which goes on with a run that failed from its last checkpoint",
    BatchSizeFinder: 'a sweep: -m dataset.batch_size=32,64',
    LearningRateFinder: 'a sweep: -m optimizer.lr=0.1,0.01',
    ThroughputMonitor: 'trainer.profiler=simple',
    'LambdaCallback|BackboneFinetuning|BaseFinetuning|BasePredictionWriter|ModelPruning': 'a callback of a plugin',
  }).map(([names, nearest]) => ({
    names: new RegExp(`^(?:lightning\\.pytorch|pytorch_lightning)\\.callbacks\\.(?:\\w+\\.)*(?:${names})$`),
    of: 'Lightning',
    nearest,
  })),
  {
    names: /^(?:lightning\.pytorch|pytorch_lightning)\.loggers\.(?:\w+\.)?(?:Comet|Neptune)Logger$/,
    of: 'Lightning',
    nearest: "'polyhead.loggers.MLFlowLogger' or 'polyhead.loggers.WandbLogger'",
  },
  {
    names: /^(?:lightning\.pytorch|pytorch_lightning)\.plugins\.(?:\w+\.)*\w+$/,
    of: 'Lightning',
    nearest: 'to leave it out: a run is one process on one device, of 32 bits',
  },
  ...Object.entries({
    'Adafactor|Muon': "'polyhead.optimizers.AdamW', whose weight decay is decoupled, too",
    SparseAdam: "'polyhead.optimizers.Adam', of whose gradients none is sparse",
    LBFGS: "'polyhead.optimizers.Adam': a step takes one evaluation of the loss",
    Optimizer: 'an optimizer of a plugin',
    'LRScheduler|_LRScheduler': 'a scheduler of a plugin',
    SWALR: "'polyhead.lr_schedulers.LinearLR', which ends at one rate, too",
    AveragedModel: "'polyhead.callbacks.ModelCheckpoint', which keeps the best weights instead of their mean",
  }).map(([names, nearest]) => ({
    names: new RegExp(`^torch\\.optim\\.(?:\\w+\\.)?(?:${names})$`),
    of: 'PyTorch',
    nearest,
  })),
  {
    names:
      /^torch\.nn\.(?:modules\.(?:\w+\.)?)?(?:Sequential|Module(?:List|Dict)?|(?:Lazy)?(?:Linear|Conv(?:Transpose)?[123]d)|Transformer\w*|RNN|LSTM|GRU)$/,
    of: 'PyTorch',
    nearest: "a backbone, such as 'polyhead.backbones.MLP', 'polyhead.backbones.CNN' or one of a plugin",
  },
  // parts of a network: none is a component by itself
  { names: /^torch\.nn\.(?:modules\.(?:\w+\.)?)?(?!\w+Loss$)[A-Z]\w*$/, of: 'PyTorch' },
  {
    names:
      /^transformers\.(?:optimization\.)?get_(?:constant|cosine|inverse_sqrt|linear|polynomial|reduce_on|scheduler|wsd)\w*$/,
    of: 'Transformers',
    nearest: "'polyhead.lr_schedulers.SequentialLR' of a LinearLR, which warms up, and of another",
  },
  {
    names: /^torchvision\.models\.(?:resnet\.)?resnet(?:18|34|50|101|152)$/,
    of: 'torchvision',
    nearest: "'polyhead.backbones.ResNet18' or that of its depth, without trained weights and classes",
  },
  {
    names: /^LibMTL\.weighting\.IMTL$/,
    of: 'LibMTL',
    nearest: "'polyhead.weightings.IMTLG' or 'polyhead.weightings.IMTLL', the two methods that it joins",
  },
  { names: /^LibMTL\.weighting\.(?:MoCo|MoDo|SDMGrad)$/, of: 'LibMTL', nearest: "'polyhead.weightings.MGDA'" },
  { names: /^LibMTL\.weighting\.DB_MTL$/, of: 'LibMTL', nearest: "'polyhead.weightings.GeometricMean'" },
  { names: /^LibMTL\.weighting\.ExcessMTL$/, of: 'LibMTL', nearest: "'polyhead.weightings.FAMO'" },
  {
    names: /^torchjd\.aggregation\.(?:(?:CRMOGM|MoDo|SDMGrad)Weighting|PCD)$/,
    of: 'torchjd',
    nearest: "'polyhead.weightings.MGDA'",
  },
  { names: /^torchjd\.aggregation\.ExcessMTL$/, of: 'torchjd', nearest: "'polyhead.weightings.FAMO'" },
  {
    names: /^torchjd\.aggregation\.(?:Krum|TrimmedMean)$/,
    of: 'torchjd',
    nearest: "'polyhead.weightings.MeanGradient'",
  },
  {
    names: /^torchjd\.aggregation\.(?:Constant|Random)$/,
    of: 'torchjd',
    nearest: "'polyhead.weightings.Static' or 'polyhead.weightings.RLW', which weigh losses, and so heads, too",
  },
  { names: /^torchjd\.scalarization\.(?:COSMOS|PBI)$/, of: 'torchjd', nearest: "'polyhead.weightings.STCH'" },
]

/** A class that is known, and not here: whose it is, and what comes nearest. Undefined where it is not known at all. */
export function knownElsewhere(target: string): { of: string; nearest?: string } | undefined {
  const metric = torchMetricsClass(target)
  const near = [...torchMetricsElsewhere].find(([, names]) => metric !== undefined && names.includes(metric))
  return near ? { of: 'torchmetrics', nearest: near[0] } : others.find(({ names }) => names.test(target))
}

/** Metrics of torchmetrics' that are here under a condition only. */
const conditions: Readonly<Record<string, string>> = {
  MeanSquaredError: "only by its root, as a metric with 'squared: false'",
  ConfusionMatrix: "only as a metric of tasks with classes, 'task: multiclass' or 'task: binary'",
}

/** What is said of such a class, and of one that is here, but not as it stands. */
export function notHereText(target: string): string | undefined {
  const metric = torchMetricsClass(target)
  if (metric !== undefined && torchMetricsHere.includes(metric)) {
    const condition = conditions[metric]
    return `'${target}' is known here ${condition ?? "as a metric alone: 'metrics: {NAME: {_target_: …}}'"}`
  }
  const found = knownElsewhere(target)
  const nearest = found?.nearest === undefined ? '' : `: nearest is ${found.nearest}`
  return found && `'${target}' is known to ${found.of}, not here${nearest}`
}

/** The names that a `_target_` may be a slip of. */
export function namesFor(target: string, registry: Registry): string[] {
  return [...registry.names(), ...(target.startsWith('torchm') ? torchMetricsNames() : [])]
}

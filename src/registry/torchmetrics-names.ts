/** Metrics of torchmetrics' that are here, by their classes. What is of one kind of task has it before its name. */
export const torchMetricsHere: readonly string[] = [
  ...['Accuracy', 'F1Score', 'AUROC', 'ConfusionMatrix'].flatMap((name) => [
    name,
    `Binary${name}`,
    `Multiclass${name}`,
  ]),
  ...['MultilabelAccuracy', 'MultilabelF1Score', 'MultilabelAUROC'],
  ...['MeanMetric', 'MeanAbsoluteError', 'MeanSquaredError', 'R2Score'],
]

/** Those that are not, by what comes nearest. */
export const torchMetricsElsewhere: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "'polyhead.callbacks.ModelCheckpoint', which keeps the best value of the metric that it monitors",
    ['MaxMetric', 'MinMetric', 'MetricTracker', 'MinMaxMetric'],
  ],
  ["'polyhead.metrics.Loss'", ['SumMetric', 'CatMetric', 'RunningMean', 'RunningSum', 'KLDivergence']],
  ['a dict of metrics by their names', ['MetricCollection', 'MultitaskWrapper', 'ClasswiseWrapper']],
  [
    "'polyhead.metrics.F1', or 'polyhead.metrics.ConfusionMatrix', from which it follows",
    ofEachKind(
      ['Precision', 'Recall', 'Specificity', 'FBetaScore', 'StatScores', 'JaccardIndex', 'MatthewsCorrCoef'],
      ['CohenKappa', 'HammingDistance', 'NegativePredictiveValue', 'ExactMatch'],
    ),
  ],
  [
    "'polyhead.metrics.AUROC'",
    ofEachKind(['AveragePrecision', 'ROC', 'PrecisionRecallCurve', 'PrecisionAtFixedRecall', 'RecallAtFixedPrecision']),
  ],
  ["'polyhead.metrics.Loss'", ofEachKind(['CalibrationError', 'HingeLoss'])],
  ["'polyhead.metrics.ConfusionMatrix' of a task with classes", ['MultilabelConfusionMatrix']],
  [
    "'polyhead.metrics.MAE'",
    [
      ...['MeanAbsolutePercentageError', 'SymmetricMeanAbsolutePercentageError', 'WeightedMeanAbsolutePercentageError'],
      ...['LogCoshError', 'MinkowskiDistance'],
    ],
  ],
  ["'polyhead.metrics.RMSE'", ['MeanSquaredLogError', 'NormalizedRootMeanSquaredError', 'TweedieDevianceScore']],
  [
    "'polyhead.metrics.R2'",
    [
      ...['ExplainedVariance', 'PearsonCorrCoef', 'SpearmanCorrCoef', 'KendallRankCorrCoef', 'ConcordanceCorrCoef'],
      ...['RelativeSquaredError', 'CosineSimilarity'],
    ],
  ],
])

function ofEachKind(...names: readonly string[][]): string[] {
  return names.flat().flatMap((name) => [name, `Binary${name}`, `Multiclass${name}`, `Multilabel${name}`])
}

/** The class that a `_target_` of torchmetrics' names; undefined: it is of something else. */
export function torchMetricsClass(target: string): string | undefined {
  return /^torchmetrics\.(?:(?:classification|regression|aggregation|wrappers)\.(?:[a-z]\w*\.)?)?([A-Z]\w*)$/.exec(
    target,
  )?.[1]
}

/** Those that are here, as they are written in most configs. */
export function torchMetricsNames(): string[] {
  return torchMetricsHere.flatMap((name) => {
    if (name === 'MeanMetric') return [`torchmetrics.${name}`, `torchmetrics.aggregation.${name}`]
    const module = /^(?:Mean|R2)/.test(name) ? 'regression' : 'classification'
    const isOfKind = /^(?:Binary|Multi)/.test(name)
    return [`torchmetrics.${module}.${name}`, ...(isOfKind ? [] : [`torchmetrics.${name}`])]
  })
}

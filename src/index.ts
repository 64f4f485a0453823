/** polyhead as a library: composing, validating and running, the classes of a run, and what plugins are made of. */
export type { Backend, BackendInfo } from './backends/backend.js'
export { main } from './cli/jobs/main-task.js'
export type { MainOptions, Task, TaskContext } from './cli/jobs/task.js'
export { hostConstant, hostEffect, hostTensor, staticTensor } from './compile/host-work.js'
export { JointLearning, type JointLearningParams } from './components/algorithm/joint-learning.js'
export { MTLAlgorithm, type MTLAlgorithmParams } from './components/algorithm/mtl-algorithm.js'
export { SingleLearning } from './components/algorithm/single-learning.js'
export { type BackboneParams, BaseBackbone } from './components/backbone/base-backbone.js'
export { CNN, type CNNParams } from './components/backbone/cnn.js'
export { MLP, type MLPParams } from './components/backbone/mlp.js'
export { ResNet18, ResNet34, ResNet50, ResNet101, ResNet152, type ResNetParams } from './components/backbone/resnet.js'
export { Auto } from './components/backend/auto.js'
export type { BackendParams } from './components/backend/backend-params.js'
export { Native } from './components/backend/native.js'
export { ONNX } from './components/backend/onnx.js'
export { WASM } from './components/backend/wasm.js'
export { WebGPU } from './components/backend/webgpu.js'
export { builtinConfigs } from './components/builtin-configs.js'
export { EarlyStopping, type EarlyStoppingParams } from './components/callbacks/early-stopping.js'
export { GradientConflicts, type GradientConflictsParams } from './components/callbacks/gradient-conflicts.js'
export { GradientNorm, type GradientNormParams } from './components/callbacks/gradient-norm.js'
export { LearningRateMonitor, type LearningRateMonitorParams } from './components/callbacks/learning-rate-monitor.js'
export { ModelCheckpoint, type ModelCheckpointParams } from './components/callbacks/model-checkpoint.js'
export { ModelSummary, type ModelSummaryParams } from './components/callbacks/model-summary.js'
export { ProgressBar, type ProgressBarParams } from './components/callbacks/progress-bar.js'
export {
  SaveFirstBatchImages,
  type SaveFirstBatchImagesParams,
} from './components/callbacks/save-first-batch-images.js'
export { SaveModels, type SaveModelsParams } from './components/callbacks/save-models.js'
export { BaseDataset, type TaskDesign } from './components/dataset/base-dataset.js'
export type { ByTask, PerTask } from './components/dataset/by-task.js'
export { Combined, type CombinedParams } from './components/dataset/combined.js'
export { CombinedDigits } from './components/dataset/combined-digits.js'
export type { DatasetParams, SettledParams } from './components/dataset/dataset-params.js'
export { Permuted, type PermutedParams } from './components/dataset/permuted.js'
export { PermutedDigits } from './components/dataset/permuted-digits.js'
export { PermutedFashionMNIST } from './components/dataset/permuted-fashion-mnist.js'
export { Rotated, type RotatedParams } from './components/dataset/rotated.js'
export { RotatedDigits } from './components/dataset/rotated-digits.js'
export { memoryRows, type RowData, type Rows } from './components/dataset/rows.js'
export { sharedDefaults as datasetDefaults } from './components/dataset/shared-defaults.js'
export type { DataSource, Split as SourceSplit } from './components/dataset/source.js'
export { Split, type SplitParams } from './components/dataset/split.js'
export { SplitDigits } from './components/dataset/split-digits.js'
export { SplitFashionMNIST } from './components/dataset/split-fashion-mnist.js'
export { HeadSTL } from './components/heads/head-stl.js'
export { HeadsMTL, type HeadsMTLParams } from './components/heads/heads-mtl.js'
export { instantiate } from './components/instantiate.js'
export { CSVLogger, type CSVLoggerParams } from './components/loggers/csv-logger.js'
export { JSONLinesLogger, type JSONLinesLoggerParams } from './components/loggers/json-lines-logger.js'
export { MLFlowLogger, type MLFlowLoggerParams } from './components/loggers/mlflow-logger.js'
export { TensorBoardLogger, type TensorBoardLoggerParams } from './components/loggers/tensorboard-logger.js'
export { WandbLogger, type WandbLoggerParams } from './components/loggers/wandb-logger.js'
export { ChainedScheduler, type ChainedSchedulerParams } from './components/lr_scheduler/chained-scheduler.js'
export { ConstantLR, type ConstantLRParams } from './components/lr_scheduler/constant-lr.js'
export { CosineAnnealingLR, type CosineAnnealingLRParams } from './components/lr_scheduler/cosine-annealing-lr.js'
export {
  CosineAnnealingWarmRestarts,
  type CosineAnnealingWarmRestartsParams,
} from './components/lr_scheduler/cosine-annealing-warm-restarts.js'
export { CyclicLR, type CyclicLRParams } from './components/lr_scheduler/cyclic-lr.js'
export { ExponentialLR, type ExponentialLRParams } from './components/lr_scheduler/exponential-lr.js'
export { LinearLR, type LinearLRParams } from './components/lr_scheduler/linear-lr.js'
export { MultiStepLR, type MultiStepLRParams } from './components/lr_scheduler/multi-step-lr.js'
export { OneCycleLR, type OneCycleLRParams } from './components/lr_scheduler/one-cycle-lr.js'
export { PolynomialLR, type PolynomialLRParams } from './components/lr_scheduler/polynomial-lr.js'
export { ReduceLROnPlateau, type ReduceLROnPlateauParams } from './components/lr_scheduler/reduce-lr-on-plateau.js'
export { SequentialLR, type SequentialLRParams } from './components/lr_scheduler/sequential-lr.js'
export { StepLR, type StepLRParams } from './components/lr_scheduler/step-lr.js'
export { builtinManifests, builtinRegistry } from './components/manifests.js'
export { Accuracy, type AccuracyParams } from './components/metrics/accuracy.js'
export { ConfusionMatrix, type ConfusionMatrixParams } from './components/metrics/confusion-matrix.js'
export { Loss, type LossParams } from './components/metrics/loss.js'
export { TaskMetric, type TaskMetricOptions } from './components/metrics/task-metric.js'
export { Adadelta, type AdadeltaOptions } from './components/optimizer/adadelta.js'
export { Adagrad, type AdagradOptions } from './components/optimizer/adagrad.js'
export { Adam, type AdamOptions } from './components/optimizer/adam.js'
export { Adamax, type AdamaxOptions } from './components/optimizer/adamax.js'
export { AdamW, type AdamWOptions } from './components/optimizer/adamw.js'
export { ASGD, type ASGDOptions } from './components/optimizer/asgd.js'
export { NAdam, type NAdamOptions } from './components/optimizer/nadam.js'
export { RAdam, type RAdamOptions } from './components/optimizer/radam.js'
export { RMSprop, type RMSpropOptions } from './components/optimizer/rmsprop.js'
export { Rprop, type RpropOptions } from './components/optimizer/rprop.js'
export { SGD, type SGDOptions } from './components/optimizer/sgd.js'
export { Trainer, type TrainerParams } from './components/trainer/trainer.js'
export * from './compose/index.js'
export { BaseOptimizer } from './nn/base-optimizer.js'
export { BaseScheduler, perGroup, type SchedulerParams } from './nn/base-scheduler.js'
export { weightedCrossEntropy } from './nn/cross-entropy.js'
export type { Heads, NumClasses } from './nn/heads.js'
export { type InitialValues, initConv2d, initLinear } from './nn/init.js'
export { type ActivationFunction, activation, activationNames } from './nn/layers/activation.js'
export { BatchNorm } from './nn/layers/batch-norm.js'
export { Conv2d, type Conv2dOptions } from './nn/layers/conv2d.js'
export { dropout } from './nn/layers/dropout.js'
export { Linear, type LinearOptions } from './nn/layers/linear.js'
export { newBuffer, newParameter } from './nn/layers/new-parameter.js'
export type { Backbone, BackboneOutput, ForwardOptions, Stage } from './nn/module.js'
export type { LRScheduler, Optimizer, ParamGroup } from './nn/optimizer.js'
export type { Hyperparameters, OptimizerParams, ParamGroups } from './nn/optimizer-options.js'
export type { Buffer, Gradient, Layout, Parameter, Segment, StateDict, TensorData } from './nn/parameter.js'
export type { Coefficient, ParameterUpdate } from './nn/parameter-update.js'
export { loadStateDict, type Stateful, stateDict } from './nn/state-dict.js'
export { tf } from './nn/tensorflow.js'
export type {
  Combination,
  FixedWeighting,
  GradientWeighting,
  LossWeighting,
  MeanWeighting,
  TaskGradients,
  Weighting,
  WeightingSetup,
} from './nn/weighting.js'
export type { InstantiateOptions } from './registry/instantiate.js'
export type {
  ComponentClass,
  ComponentGroup,
  HydraGroup,
  JsonSchema,
  Manifest,
  PartGroup,
  SweepGroup,
} from './registry/manifest.js'
export { createRegistry, type Registry } from './registry/registry.js'
export { diffRuns, type RunDiff } from './run/diff.js'
export { type EvalOptions, evaluateRun } from './run/eval.js'
export { type ExportOptions, exportRun } from './run/export/export-run.js'
export type { HydraCallback, JobReturn } from './run/hydra-callbacks.js'
export { type Predictions, type PredictOptions, predict } from './run/predict.js'
export { type ReproduceOptions, type Reproduction, reproduce } from './run/reproduce.js'
export type { RunResult } from './run/results.js'
export { type ResumeOptions, resume } from './run/resume.js'
export { run } from './run/run.js'
export type { RunOptions } from './run/run-options.js'
export type { PolyheadConfig } from './schema/generated/config-types.js'
export type { JobDocument, JobMetrics, JobOutcome, JobResult, SweepPlace } from './sweep/job-document.js'
export { EndedWorker } from './sweep/launchers/ended-worker.js'
export type { JobProgram, JobProject, ProcessStart } from './sweep/launchers/job-program.js'
export type { Launcher, LaunchHost } from './sweep/launchers/launcher.js'
export { LostWorker } from './sweep/launchers/lost-worker.js'
export type { Dimension, SearchSpace } from './sweep/sweepers/dimension.js'
export type { JobOverrides, Sweeper, SweepSpace } from './sweep/sweepers/sweeper.js'
export type {
  Algorithm,
  AlgorithmForward,
  AlgorithmHooks,
  Batch,
  EvaluationOutputs,
  Labels,
  StepResult,
  TaskSetup,
  TrainingOutputs,
} from './training/algorithm.js'
export type { BatchLimit } from './training/batch-limit.js'
export type { Callback } from './training/callback.js'
export type { ArrayBatch, BatchStream, MTLDataset, PreparedFile, RowReader } from './training/dataset.js'
export type { EvaluationResult } from './training/evaluation-loop.js'
export type { FitResult } from './training/fit-loop.js'
export type { FinalStatus, Logger } from './training/logger.js'
export {
  type BatchResult,
  type Metric,
  type MetricSetup,
  type MetricsCompat,
  type MetricValues,
  RunningMean,
} from './training/metric.js'
export type { RunContext } from './training/run-context.js'
export { labelValues } from './training/step-tensors.js'
export type { TrainerConfig, TrainerOptions } from './training/trainer-options.js'
export type { StopReason, TrainerState } from './training/trainer-state.js'
export { Generator, type GeneratorState } from './util/generator.js'
export { Interrupted } from './util/interrupted.js'
export type { Log } from './util/log.js'
export { RunError } from './util/run-error.js'

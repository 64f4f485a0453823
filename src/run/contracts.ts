import type { Backend } from '../backends/backend.js'
import type { Heads } from '../nn/heads.js'
import type { Backbone } from '../nn/module.js'
import type { LRScheduler, Optimizer } from '../nn/optimizer.js'
import type { ComponentGroup } from '../registry/manifest.js'
import type { Algorithm } from '../training/algorithm.js'
import type { Callback } from '../training/callback.js'
import type { MTLDataset } from '../training/dataset.js'
import type { Logger } from '../training/logger.js'
import type { Metric } from '../training/metric.js'
import type { TrainerComponent } from '../training/trainer-component.js'

/** What a run relies on in a component of each group. */
export interface Contracts {
  backend: Backend
  dataset: MTLDataset
  backbone: Backbone
  heads: Heads
  algorithm: Algorithm
  optimizer: Optimizer
  lr_scheduler: LRScheduler
  metrics: Metric
  callbacks: Callback
  loggers: Logger
  trainer: TrainerComponent
}

type MethodsOf<T> = {
  [Name in keyof T as T[Name] extends (...args: never[]) => unknown ? Name : never]: true
}

/** The methods that a component must have; the compiler compares them with the contracts. */
const methods: { readonly [Group in ComponentGroup]: MethodsOf<Contracts[Group]> } = {
  backend: { start: true },
  dataset: { numClasses: true, prepare: true, setup: true, trainBatches: true, valBatches: true, testBatches: true },
  backbone: { parameters: true, buffers: true, forward: true },
  heads: { setupTasks: true, numClasses: true, parameters: true, forward: true, present: true },
  algorithm: {
    setupTasks: true,
    parameters: true,
    buffers: true,
    forward: true,
    trainingStep: true,
    validationStep: true,
    testStep: true,
    gradients: true,
    dispose: true,
  },
  optimizer: { attach: true, step: true, stateDict: true, loadStateDict: true, dispose: true },
  lr_scheduler: { attach: true, step: true, stateDict: true, loadStateDict: true },
  metrics: {},
  callbacks: {},
  loggers: { logMetrics: true },
  trainer: { fit: true, test: true },
}

/** The methods of its group's contract that an object lacks. */
export function lackingMethods(group: ComponentGroup, made: unknown): string[] {
  return Object.keys(methods[group]).filter((name) => typeof (made as Record<string, unknown>)?.[name] !== 'function')
}

/** Whether an object does what a run relies on in its group. */
export function fulfils<Group extends ComponentGroup>(group: Group, made: unknown): made is Contracts[Group] {
  return typeof made === 'object' && made !== null && lackingMethods(group, made).length === 0
}

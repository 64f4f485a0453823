import type { Tensor } from '@tensorflow/tfjs-core'
import type { EvaluationOutputs, Labels, TrainingOutputs } from './algorithm.js'

/** All tensors of a step's outputs. One tensor may appear under two names (`loss` and `loss_cls`). */
export function outputTensors(outputs: EvaluationOutputs | TrainingOutputs): Tensor[] {
  const tensors: Tensor[] = [outputs.preds, outputs.loss_cls, ...(outputs.logits ? [outputs.logits] : [])]
  if (!('loss' in outputs)) return tensors
  const { loss, taskLosses, activations, taskGramian } = outputs
  return [
    ...[...tensors, loss, ...(taskLosses?.values() ?? []), ...activations.values()],
    ...(taskGramian?.tensors ?? []),
  ]
}

/** Frees a step's outputs. */
export function disposeOutputs(outputs: EvaluationOutputs | TrainingOutputs): void {
  for (const tensor of outputTensors(outputs)) tensor.dispose()
}

/** Labels as numbers; reads from the device only where they are a tensor. */
export function labelValues(labels: Labels): Int32Array {
  return labels instanceof Int32Array ? labels : (labels.dataSync() as Int32Array)
}

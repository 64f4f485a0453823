import type { Tensor } from '@tensorflow/tfjs-core'
import type { EvaluationOutputs, Labels, TrainingOutputs } from './algorithm.js'

/** Frees a step's outputs, except those in `keep`. One tensor may appear under two names (`loss` and `loss_cls`). */
export function disposeOutputs(
  outputs: EvaluationOutputs | TrainingOutputs,
  keep: ReadonlySet<Tensor> = new Set(),
): void {
  const tensors: Tensor[] = [outputs.preds, outputs.loss_cls, outputs.acc]
  if ('loss' in outputs) tensors.push(outputs.loss, ...outputs.activations.values())
  for (const tensor of tensors) if (!keep.has(tensor)) tensor.dispose()
}

/** Labels as numbers; reads from the device only where they are a tensor. */
export function labelValues(labels: Labels): Int32Array {
  return labels instanceof Int32Array ? labels : (labels.dataSync() as Int32Array)
}

import { fromPlain, type MapNode } from '../../config/index.js'
import { ConfigError } from '../../util/diagnostic.js'
import { didYouMean } from '../../util/suggest.js'

/** What a file of weights says of the network that it is of. */
export interface SavedNetwork {
  /** Of each tensor by its name. */
  shapes: ReadonlyMap<string, readonly number[]>
  /** The class of each module by its path; empty where the file holds tensors alone. */
  classes: ReadonlyMap<string, string>
}

/**
 * The config of the backbone that a whole saved module has.
 * @param file named in messages
 * @throws ConfigError where the file does not tell, or it is none that is here
 */
export function backboneOf({ shapes, classes }: SavedNetwork, file: string): MapNode {
  const refuse = (message: string, hint?: string) =>
    new ConfigError({ code: 'no-model', path: 'model_path', message: `model_path: '${file}' ${message}`, hint })
  const target = classes.get('backbone')
  if (target === undefined) {
    const hint = 'leave it in the directory of the run that wrote it, whose config does'
    throw refuse('does not tell which network its weights are of', hint)
  }
  const name = target.slice(target.lastIndexOf('.') + 1).replace(/^CL/, '')
  const side = (tensor: string, axis: number) => shapes.get(`backbone.${tensor}`)?.[axis]
  const activation = activationOf(classes)
  if (name === 'MLP') {
    const layers = Array.from(shapes.keys()).filter((key) => /^backbone\.fc\.\d+\.weight$/.test(key)).length
    const widths = Array.from({ length: layers }, (_, layer) => side(`fc.${layer}.weight`, 0))
    return derived({
      _target_: 'clarena.backbones.MLP',
      input_dim: side('fc.0.weight', 1),
      hidden_dims: widths.slice(0, -1),
      output_dim: widths.at(-1),
      activation_layer: activation,
      batch_normalization: shapes.has('backbone.fc_bn.0.weight'),
      bias: shapes.has('backbone.fc.0.bias'),
    })
  }
  if (/^ResNet(18|34|50|101|152)$/.test(name)) {
    return derived({
      _target_: `clarena.backbones.${name}`,
      input_channels: side('conv1.weight', 1),
      output_dim: /18|34/.test(name) ? 512 : 2048,
      activation_layer: activation,
      batch_normalization: shapes.has('backbone.conv_bn1.weight'),
      bias: shapes.has('backbone.conv1.bias'),
    })
  }
  throw refuse(`holds a '${target}', which is not here`, didYouMean(name, ['MLP', 'ResNet18', 'ResNet50']))
}

/** Torch's name of the activation that follows the first layer; null where none does. */
function activationOf(classes: ReadonlyMap<string, string>): string | null {
  const path = [...classes.keys()].find((key) => /^backbone\.(fc_activation\.0|conv_activation1)$/.test(key))
  const target = path === undefined ? undefined : classes.get(path)
  return target === undefined ? null : target.slice(target.lastIndexOf('.') + 1)
}

const derived = (value: unknown): MapNode =>
  fromPlain(value, { source: { kind: 'runtime', by: 'the saved model' } }) as MapNode

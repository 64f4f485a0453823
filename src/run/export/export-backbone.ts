import { ConfigError } from '../../util/diagnostic.js'
import { activate, activationName, type ComponentConfig, refuseActivation } from './export-activation.js'
import { crossStitch, type ExportedOf, mmoe, mtan, ple } from './export-task-backbones.js'
import type { LayersGraph, Output } from './layers-graph.js'

type Build = (graph: LayersGraph, config: ComponentConfig, of: ExportedOf) => Output

/** Never below zero: a pooling may be padded with zeros after them. */
const notNegative = new Set(['ReLU', 'Sigmoid'])

const builders: ReadonlyMap<string, Build> = new Map<string, Build>([
  ['polyhead.backbones.MLP', mlp],
  ['polyhead.backbones.CNN', cnn],
  ['polyhead.backbones.MMoE', mmoe],
  ['polyhead.backbones.CGC', ple],
  ['polyhead.backbones.PLE', ple],
  ['polyhead.backbones.CrossStitch', crossStitch],
  ['polyhead.backbones.MTAN', mtan],
  ['polyhead.backbones.ResNet18', resNet('small', [2, 2, 2, 2])],
  ['polyhead.backbones.ResNet34', resNet('small', [3, 4, 6, 3])],
  ['polyhead.backbones.ResNet50', resNet('large', [3, 4, 6, 3])],
  ['polyhead.backbones.ResNet101', resNet('large', [3, 4, 23, 3])],
  ['polyhead.backbones.ResNet152', resNet('large', [3, 8, 36, 3])],
])

/**
 * Adds a backbone's layers to a graph.
 * @param target the registered name, such as `polyhead.backbones.MLP`
 * @returns where the feature of the task is
 * @throws ConfigError where the backbone cannot be written as layers of TensorFlow.js
 */
export function exportBackbone(graph: LayersGraph, target: string, config: ComponentConfig, of: ExportedOf): Output {
  const build = builders.get(target)
  if (build) return build(graph, config, of)
  throw new ConfigError({
    code: 'cannot-export',
    path: 'backbone._target_',
    message: `backbone '${target}' cannot be exported: its layers are not known here`,
    notes: [`these can: ${[...builders.keys()].join(', ')}`],
  })
}

function mlp(graph: LayersGraph, config: ComponentConfig): Output {
  const layers = (config.hidden_dims as readonly number[]).length + 1
  let here = graph.input
  for (let i = 0; i < layers; i++) {
    here = graph.linear(here, `backbone.fc.${i}`)
    here = finish(graph, here, `backbone.fc_bn.${i}`, config)
  }
  return here
}

function cnn(graph: LayersGraph, config: ComponentConfig): Output {
  let here = graph.input
  for (const i of (config.channels as readonly number[]).keys()) {
    here = graph.conv2d(here, `backbone.conv.${i}`, { padding: 1 })
    here = finish(graph, here, `backbone.conv_bn.${i}`, config)
    here = graph.maxPool(here, `backbone.conv.${i}.pool`, 2, 2)
  }
  return finish(graph, graph.linear(here, 'backbone.fc'), 'backbone.fc_bn', config)
}

function resNet(kind: 'small' | 'large', blocks: readonly number[]): Build {
  return (graph, config) => {
    refuseNegative(config)
    let here = graph.conv2d(graph.input, 'backbone.conv1', { stride: 2, padding: 3 })
    here = finish(graph, here, 'backbone.conv_bn1', config)
    here = graph.maxPool(graph.pad(here, 'backbone.pool.padding', 1), 'backbone.pool', 3, 2)
    for (const [stage, count] of blocks.entries()) {
      for (let index = 0; index < count; index++) {
        const stride = stage > 0 && index === 0 ? 2 : 1
        // The shortcut is a convolution where sizes differ: where the stride does, or the channels of the first stage.
        const downsample = stride > 1 || (index === 0 && kind === 'large')
        here = block(graph, here, `backbone.conv${stage + 2}x.${index}`, { kind, stride, downsample, config })
      }
    }
    return graph.averageAll(here, 'backbone.average')
  }
}

interface BlockOptions {
  kind: 'small' | 'large'
  stride: number
  downsample: boolean
  config: ComponentConfig
}

function block(
  graph: LayersGraph,
  from: Output,
  name: string,
  { kind, stride, downsample, config }: BlockOptions,
): Output {
  // CLArena strides in the second convolution of both kinds.
  const layers =
    kind === 'small'
      ? [{ padding: 1 }, { padding: 1, stride }]
      : [{ padding: 0 }, { padding: 1, stride }, { padding: 0 }]
  const activation = activationName(config)
  let here = from
  for (const [i, layer] of layers.entries()) {
    here = graph.conv2d(here, `${name}.conv${i + 1}`, layer)
    if (config.batch_normalization) here = graph.batchNorm(here, `${name}.conv_bn${i + 1}`)
    if (i + 1 < layers.length) here = activate(graph, here, `${name}.activation${i + 1}`, activation)
  }
  const shortcut = downsample ? graph.conv2d(from, `${name}.identity_downsample`, { stride }) : from
  return activate(graph, graph.sum(`${name}.add`, here, shortcut), `${name}.activation${layers.length}`, activation)
}

/** What follows a weighted layer: batch norm, where there is any, and the activation. */
function finish(graph: LayersGraph, from: Output, norm: string, config: ComponentConfig): Output {
  const normal = config.batch_normalization ? graph.batchNorm(from, norm) : from
  return activate(graph, normal, `${from.layer}.activation`, activationName(config))
}

function refuseNegative(config: ComponentConfig): void {
  const name = activationName(config)
  if (name !== null && notNegative.has(name)) return
  refuseActivation(
    name === null ? 'no activation' : `activation ${name}`,
    'the padding of its pooling is right after ReLU and Sigmoid alone',
  )
}

import { torchParts } from '../../nn/torch-layout.js'
import type { Algorithm } from '../../training/algorithm.js'
import type { Callback } from '../../training/callback.js'
import type { TrainerState } from '../../training/trainer-state.js'
import { groupedDigits } from '../../util/grouped-digits.js'

/** Keys of `ModelSummary`. */
export interface ModelSummaryParams {
  /** How deep to go in the names of the layers; -1 (default): every layer; 0: the total only. */
  max_depth?: number
}

interface Layer {
  name: string
  /** Of its weights, in torch's layout; empty where it stands for several layers. */
  shapes: string
  parameters: number
  frozen: number
  /** How many alike it stands for. */
  count: number
}

/** Prints the layers of the model, their shapes and numbers of parameters, before training. */
export class ModelSummary implements Callback {
  readonly #depth: number

  constructor({ max_depth = -1 }: ModelSummaryParams = {}) {
    this.#depth = max_depth
  }

  onFitStart(trainer: TrainerState, algorithm: Algorithm): void {
    if (!trainer.options.enable_model_summary) return
    for (const line of summarize(algorithm, this.#depth)) trainer.context.log.info(line)
  }
}

/** The lines of the summary; within 80 columns for names up to 34 characters. */
export function summarize(algorithm: Pick<Algorithm, 'parameters'>, depth = -1): string[] {
  const layers = layersOf(algorithm)
  const rows = depth === -1 ? collapse(layers) : group(layers, depth)
  const total = sum(layers, 'parameters')
  const frozen = sum(layers, 'frozen')
  const width = Math.max(5, ...rows.map(({ name }) => name.length))
  const line = (name: string, shapes: string, parameters: string) =>
    `${name.padEnd(width)}  ${shapes.padEnd(24)}  ${parameters.padStart(12)}`.trimEnd()
  return [
    line('Layer', 'Shapes', 'Parameters'),
    ...rows.map(({ name, shapes, parameters, count }) =>
      line(name, count > 1 ? `${count} × ${shapes}` : shapes, groupedDigits(parameters * count)),
    ),
    line('Total', frozen > 0 ? `${groupedDigits(frozen)} frozen` : '', groupedDigits(total)),
  ]
}

function layersOf(algorithm: Pick<Algorithm, 'parameters'>): Layer[] {
  const layers = new Map<string, Layer>()
  for (const parameter of algorithm.parameters()) {
    for (const { name, shape } of torchParts(parameter)) {
      const layerName = name.slice(0, name.lastIndexOf('.'))
      const layer = layers.get(layerName) ?? { name: layerName, shapes: '', parameters: 0, frozen: 0, count: 1 }
      const size = shape.reduce((product, length) => product * length, 1)
      layer.shapes = [layer.shapes, `[${shape.join(', ')}]`].filter((text) => text !== '').join(' ')
      layer.parameters += size
      if (parameter.frozen) layer.frozen += size
      layers.set(layerName, layer)
    }
  }
  return [...layers.values()]
}

/** Numbered neighbours that are alike become one row: heads of the same size. */
function collapse(layers: readonly Layer[]): Layer[] {
  const rows: Layer[] = []
  for (const layer of layers) {
    const last = rows.at(-1)
    const alike = last && last.shapes === layer.shapes && parent(last.name) === parent(layer.name)
    if (alike && /\.\d+$/.test(layer.name)) {
      last.name = `${last.name.split(' … ')[0]} … ${layer.name.slice(layer.name.lastIndexOf('.') + 1)}`
      last.count++
    } else {
      rows.push({ ...layer })
    }
  }
  return rows
}

/** One row for all layers whose names begin alike. */
function group(layers: readonly Layer[], depth: number): Layer[] {
  const rows = new Map<string, Layer>()
  for (const layer of depth === 0 ? [] : layers) {
    const name = layer.name.split('.').slice(0, depth).join('.')
    const row = rows.get(name)
    if (row) {
      row.parameters += layer.parameters
      row.shapes = ''
    } else {
      rows.set(name, { ...layer, name, shapes: layer.name === name ? layer.shapes : '' })
    }
  }
  return [...rows.values()]
}

function parent(name: string): string {
  const first = name.split(' … ')[0] as string
  return first.slice(0, first.lastIndexOf('.'))
}

function sum(layers: readonly Layer[], key: 'parameters' | 'frozen'): number {
  return layers.reduce((total, layer) => total + layer[key], 0)
}

import { entryAt } from '../../config/key-path.js'
import type { Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { transformKeys } from './transforms/params.js'

/** Keys whose two numbers are the least and the largest one. */
const SPANS = ['degrees', 'scale', 'ratio', 'brightness', 'contrast', 'saturation', 'hue']

/** Keys of which one number stands for as far either way, and, of two, what torchvision takes. */
const EITHER_WAY: Readonly<Record<string, readonly [least: number, largest: number]>> = {
  degrees: [-Infinity, Infinity],
  brightness: [0, Infinity],
  contrast: [0, Infinity],
  saturation: [0, Infinity],
  hue: [-0.5, 0.5],
}

/** Keys of custom transforms that have no effect, or are lacking, and values that torchvision refuses. */
export function checkTransforms(node: Node | undefined, path: string): Diagnostic[] {
  if (node?.kind !== 'list') return []
  return node.items.flatMap((item, i) => checkOne(item, `${path}[${i}]`))
}

function checkOne(node: Node, path: string): Diagnostic[] {
  const name = entryAt(node, 'name')
  const known = name?.kind === 'string' && Object.hasOwn(transformKeys, name.value) ? transformKeys[name.value] : null
  if (node.kind !== 'map' || name?.kind !== 'string' || !known) return []
  const { needed, others } = known
  const fault = (at: string, message: string, of: Node): Diagnostic => {
    return { code: 'invalid-dataset', path: at, message: `${at} ${message}`, source: of.source }
  }
  const missing = needed.filter((key) => !node.entries.has(key)).map((key) => fault(path, `needs '${key}'`, name))
  const unused = [...node.entries].flatMap(([key, value]) => {
    const means = key === 'name' || [...needed, ...others].includes(String(key))
    const wrong = means ? valueFault(String(key), value) : `means nothing to ${name.value}`
    return wrong === undefined ? [] : [fault(`${path}.${String(key)}`, wrong, value)]
  })
  return [...missing, ...unused]
}

/** What is wrong with numbers together, though each is in the range of its key. */
function valueFault(key: string, node: Node): string | undefined {
  const numbers = (node.kind === 'list' ? node.items : [node]).map((item) =>
    item.kind === 'int' || item.kind === 'float' ? Number(item.value) : Number.NaN,
  )
  if (numbers.some(Number.isNaN)) return undefined
  if (key === 'padding') return numbers.length === 3 ? 'must have 1, 2 or 4 numbers, not 3' : undefined
  const [first = 0, second = first] = numbers
  const single = node.kind !== 'list'
  if (SPANS.includes(key) && !single && first > second) {
    return `must be the least number, then the largest: [${second}, ${first}]`
  }
  const bounds = EITHER_WAY[key]
  if (!bounds) return undefined
  const [least, largest] = bounds
  const from = (low: number) => `from ${low}${largest === Infinity ? ' on' : ` to ${largest}`}`
  if (single && (first < 0 || first > largest)) return `must be a number ${from(0)}: so far it goes either way`
  return !single && (first < least || second > largest) ? `must be numbers ${from(least)}` : undefined
}

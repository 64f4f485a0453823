import { sameShape, sizeOf } from '../shapes.js'
import { blocksOf } from './blocks.js'
import type { Graph, Value } from './graph.js'
import type { Image } from './image.js'
import type { Emitter, Ref } from './kernel.js'

/** Those that images in blocks and vectors over the channels can have. */
const withVector: Readonly<Record<string, 'Add' | 'Sub' | 'Mul' | 'Div'>> = {
  Add: 'Add',
  Sub: 'Sub',
  Multiply: 'Mul',
  RealDiv: 'Div',
}

/** An operation of two floats, of which one is an image in blocks; undefined where it has to be done without. */
export function combineImages(
  emitter: Emitter,
  name: string,
  make: (graph: Graph, a: Value, b: Value) => Value,
  [left, right]: readonly [Ref, Ref],
): Image | undefined {
  if (left.dtype !== 'float32' || right.dtype !== 'float32') return undefined
  const first = emitter.blockedAlready(left)
  const image = first ?? emitter.blockedAlready(right)
  if (!image) return undefined
  const { graph } = emitter
  const blocks = blocksOf(emitter)
  const [own, other] = first ? [left, right] : [right, left]
  const order = (a: Value, b: Value) => (first ? make(graph, a, b) : make(graph, b, a))
  if (sameShape(own.shape, other.shape)) {
    const { rows, height, width, channels } = image
    const second = blocks.blocked(other, [rows, height, width, channels])
    return (
      (name === 'Add' && (fuse(emitter, own, image, second) ?? fuse(emitter, other, second, image))) ||
      image.with(order(image.value, second.value))
    )
  }
  if (sizeOf(other.shape) === 1 && other.shape.length <= own.shape.length) {
    return image.with(order(image.value, emitter.factor(other)))
  }
  const op = withVector[name]
  const vector = other.shape.at(-1) === image.channels && sizeOf(other.shape) === image.channels
  if (!op || !vector || other.shape.length > own.shape.length) return undefined
  const values = emitter.plain(other, [image.channels])
  const biased = name === 'Add' && emitter.onlyUse(own) ? image.fused?.({ bias: values }) : undefined
  return biased ?? blocks.withVector(op, image, values, !first)
}

/** What a convolution gave, if nothing else asks for it, takes the other on its way. */
function fuse(emitter: Emitter, ref: Ref, image: Image, other: Image): Image | undefined {
  return emitter.onlyUse(ref) ? image.fused?.({ sum: other.value }) : undefined
}

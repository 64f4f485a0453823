import { type Graph, typeNumber, type Value } from './graph.js'

/**
 * The gradient of max pooling by windows of two by two that lie side by side, behind a ReLU: dy goes to the first
 * largest value of each window, up to which the largest is that of all. Poolings tell it, so that no image has to be
 * taken apart, which the engine does on one thread. What is no number is equal to nothing: its window's slope goes to
 * one value at most, and not always to that which torch would give it.
 * @param pool the largest of each window that begins where those do, but may be smaller.
 * @returns the shares of a window's values, by line and column. An infinite slope makes all of its window's NaN.
 */
export function slopesByPhases(
  graph: Graph,
  { pool, y, dy }: { pool: (size: readonly number[]) => Value; y: Value; dy: Value },
): Value[][] {
  const line = pool([1, 2])
  const upTo = [pool([1, 1]), line, graph.add('Max', [line, pool([2, 1])])]
  // what the values up to one have together
  const [one, two, three] = upTo.map((largest) => {
    const found = graph.add('Cast', [graph.add('Equal', [largest, y])], { to: typeNumber('float32') })
    return graph.add('Mul', [dy, found])
  }) as [Value, Value, Value]
  const less = (a: Value, b: Value) => graph.add('Sub', [a, b])
  return [
    [one, less(two, one)],
    [less(three, two), less(dy, three)],
  ]
}

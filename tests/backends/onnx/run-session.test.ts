import { expect, it } from 'vitest'
import { engineTensor, openSession } from '../../../src/backends/onnx/engine.js'
import { Graph } from '../../../src/backends/onnx/graph.js'
import { runSession } from '../../../src/backends/onnx/run-session.js'

const size = 2 ** 20

function doubling() {
  const graph = new Graph()
  graph.input('x', [size], 'float32')
  graph.output(graph.add('Add', ['x', 'x']), 'y', [size], 'float32')
  return openSession(graph.encode(), { threads: 1 })
}

it('results are written where they are wanted, and no copies are made of them', () => {
  const session = doubling()
  const x = new Float32Array(size).fill(3)
  const y = new Float32Array(size)
  const [feeds, fetches] = [{ x: engineTensor('float32', x, [size]) }, { y: engineTensor('float32', y, [size]) }]
  runSession(session, feeds, fetches)
  x[0] = 5
  // Of several runs: a collection in one of them would hide a copy.
  const growths = Array.from({ length: 8 }, () => {
    const before = process.memoryUsage().arrayBuffers
    runSession(session, feeds, fetches)
    return process.memoryUsage().arrayBuffers - before
  })
  expect(Math.max(...growths)).toBeLessThan(y.byteLength / 2)
  session.dispose()
  expect([y[0], y[1], y[size - 1]]).toEqual([10, 6, 6])
})

it('what the engine refuses is an error as before', () => {
  const session = doubling()
  const few = engineTensor('float32', new Float32Array(2), [2])
  const y = engineTensor('float32', new Float32Array(size), [size])
  expect(() => runSession(session, { x: few }, { y })).toThrow(/invalid dimensions/)
  session.dispose()
})

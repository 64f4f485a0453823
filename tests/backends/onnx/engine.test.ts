import { expect, it } from 'vitest'
import { engineTensor, openSession } from '../../../src/backends/onnx/engine.js'
import { Graph } from '../../../src/backends/onnx/graph.js'

it('threads rest between runs: they leave the cores to others', () => {
  const size = 512
  const graph = new Graph()
  graph.input('x', [size, size], 'float32')
  graph.output(graph.add('MatMul', ['x', 'x']), 'y', [size, size], 'float32')
  const session = openSession(graph.encode(), { threads: 4 })
  const x = engineTensor('float32', new Float32Array(size * size), [size, size])
  const y = engineTensor('float32', new Float32Array(size * size), [size, size])
  const idle = Array.from({ length: 20 }, () => {
    session.run({ x }, { y }, {})
    const before = process.cpuUsage()
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    const { user, system } = process.cpuUsage(before)
    return user + system
  })
  session.dispose()
  // in µs, of 10,000 that every thread has
  expect(idle.toSorted((a, b) => a - b)[10]).toBeLessThan(2000)
})

import { expect, test } from 'vitest'
import { Graph } from '../../src/backends/native/graph.js'

test('graphs whose numbers differ in a bit are others', () => {
  const signatures = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map((number) => {
    const graph = new Graph()
    graph.add('PolyheadUpdate', [], { constants: { floats: [number] } })
    return graph.signature
  })
  expect(new Set(signatures).size).toBe(signatures.length)
})

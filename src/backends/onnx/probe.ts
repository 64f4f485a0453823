import { engineTensor, openSession } from './engine.js'
import { Graph } from './graph.js'

/** Channels in the two blocks of the image that is looked at. */
const CHANNELS = 32

/**
 * How many channels the engine lays out together; 0 where it has no such layout: found by where it puts the second
 * pixel.
 */
export function blockSize(): number {
  try {
    const graph = new Graph()
    const shape = [1, CHANNELS, 1, 2]
    graph.input('x', shape, 'float32')
    const blocked = graph.add('ReorderInput', ['x'], { channels_last: 0 }, 'com.microsoft.nchwc')
    graph.output(blocked, 'y', shape, 'float32')
    const session = openSession(graph.encode(), { threads: 1 })
    const x = Float32Array.from({ length: 2 * CHANNELS }, (_, i) => i)
    const y = new Float32Array(x.length)
    session.run({ x: engineTensor('float32', x, shape) }, { y: engineTensor('float32', y, shape) }, {})
    session.dispose()
    const found = y.indexOf(1)
    return CHANNELS % found === 0 && found > 1 ? found : 0
  } catch {
    // the domain is the engine's own: another version may have none
    return 0
  }
}

import { type EngineTensor, engineTensor, openSession, type Session } from './engine.js'
import { Graph, sequenceName } from './graph.js'

/** How the binding refuses a sequence; null: it does not, or in another way; undefined: not known yet. */
let refusal: string | null | undefined

/**
 * Runs a graph, whose results are written into the tensors of `fetches`. That done, the binding would copy each of them
 * once more, into a new array that nobody reads: for large networks that takes a sixth of a step. It does so in the
 * graph's order, and stops where it refuses one: so the first is a sequence.
 */
export function runSession(
  session: Session,
  feeds: Readonly<Record<string, EngineTensor>>,
  fetches: Readonly<Record<string, EngineTensor>>,
): void {
  if (refusal === undefined) refusal = learnRefusal()
  if (refusal === null) session.run(feeds, fetches, {})
  else runRefused(session, feeds, fetches, refusal)
}

function runRefused(
  session: Session,
  feeds: Readonly<Record<string, EngineTensor>>,
  fetches: Readonly<Record<string, EngineTensor>>,
  message: string,
): void {
  try {
    session.run(feeds, { [sequenceName]: null, ...fetches }, {})
  } catch (error) {
    if (!(error instanceof Error) || error.message !== message) throw error
  }
}

/** Tries whether it refuses a sequence when what is asked for beside it has been written. */
function learnRefusal(): string | null {
  const graph = new Graph()
  graph.input('x', [1], 'float32')
  graph.output(graph.add('Neg', ['x']), 'y', [1], 'float32')
  const session = openSession(graph.encode(), { threads: 1 })
  const y = new Float32Array(1)
  try {
    const fetches = { [sequenceName]: null, y: engineTensor('float32', y, [1]) }
    session.run({ x: engineTensor('float32', Float32Array.of(1), [1]) }, fetches, {})
    return null
  } catch (error) {
    return error instanceof Error && y[0] === -1 ? error.message : null
  } finally {
    session.dispose()
  }
}

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OperationTimer, TimedOperation } from '../../compile/operation-times.js'
import { type Call, profileSessions } from './engine.js'

/** What the engine notes of a node, among other events. */
interface EngineEvent {
  cat: string
  name: string
  /** Microseconds, on a clock of the session's own. */
  ts: number
  dur: number
  args?: {
    op_name?: string
    input_type_shape?: readonly Readonly<Record<string, readonly number[]>>[]
    output_type_shape?: readonly Readonly<Record<string, readonly number[]>>[]
  }
}

/** What is computed outside the engine meanwhile; undefined: nothing is timed. */
let outside: TimedOperation[] | undefined

/** Does it, and notes how long it took, where operations are timed. */
export function timeOutside(name: string, shapes: string, work: () => void): void {
  const start = performance.now()
  work()
  const ms = performance.now() - start
  outside?.push({ name, start, ms, self: ms, shapes })
}

/** Times the nodes of graphs that are opened from now on: the engine writes files of them. */
export function startOnnxTimer(): OperationTimer {
  const folder = mkdtempSync(join(tmpdir(), 'polyhead-profile-'))
  const end = profileSessions(folder)
  const own: TimedOperation[] = []
  outside = own
  return {
    stop: () => {
      outside = undefined
      try {
        const opened = end()
        const files = readdirSync(folder)
        return [
          ...own,
          ...opened.flatMap(({ prefix, calls }) => {
            const file = files.find((name) => name.startsWith(`${prefix}_`))
            return file === undefined ? [] : operationsOf(readFileSync(join(folder, file), 'utf8'), calls)
          }),
        ]
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}

/** The nodes of the n-th run that a file tells of belong to the n-th call: a run is noted after its nodes. */
function operationsOf(text: string, calls: readonly Call[]): TimedOperation[] {
  const operations: TimedOperation[] = []
  let nodes: EngineEvent[] = []
  let runs = 0
  for (const event of JSON.parse(text) as EngineEvent[]) {
    if (event.cat === 'Node' && event.name.endsWith('_kernel_time')) nodes.push(event)
    if (event.cat !== 'Session' || event.name !== 'model_run') continue
    const call = calls[runs++]
    if (call) operations.push(...placed(nodes, event, call))
    nodes = []
  }
  return operations
}

/** Nodes on our clock: the engine's run lies in the middle of the call, as near as the two clocks can be told. */
function placed(nodes: readonly EngineEvent[], run: EngineEvent, call: Call): TimedOperation[] {
  const offset = call.start + (call.ms - run.dur / 1000) / 2 - run.ts / 1000
  // the engine cuts off what is less than a microsecond
  const within = (time: number) => Math.min(call.start + call.ms, Math.max(call.start, time))
  return nodes.flatMap(({ ts, dur, args }) => {
    if (args?.op_name === undefined) return []
    const shapes = [args.input_type_shape, args.output_type_shape].map((list = []) =>
      list.flatMap((one) => Object.values(one).map((shape) => `[${shape}]`)).join(' '),
    )
    const start = within(offset + ts / 1000)
    const ms = within(offset + (ts + dur) / 1000) - start
    return { name: args.op_name, start, ms, self: ms, shapes: shapes.join(' → ') }
  })
}

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OperationTimer, TimedOperation } from '../../compile/operation-times.js'
import { profileSessions } from './engine.js'

/** What the engine notes of a node, among other events. */
interface EngineEvent {
  cat: string
  name: string
  /** Microseconds; the start counts from when the session was opened. */
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
  outside?.push({ name, start, ms: performance.now() - start, shapes })
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
          ...opened.flatMap(({ prefix, at }) => {
            const file = files.find((name) => name.startsWith(`${prefix}_`))
            return file === undefined ? [] : operationsOf(readFileSync(join(folder, file), 'utf8'), at)
          }),
        ]
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}

function operationsOf(text: string, opened: number): TimedOperation[] {
  return (JSON.parse(text) as EngineEvent[]).flatMap(({ cat, name, ts, dur, args }) => {
    if (cat !== 'Node' || !name.endsWith('_kernel_time') || args?.op_name === undefined) return []
    const shapes = [args.input_type_shape, args.output_type_shape].map((list = []) =>
      list.flatMap((one) => Object.values(one).map((shape) => `[${shape}]`)).join(' '),
    )
    return { name: args.op_name, start: opened + ts / 1000, ms: dur / 1000, shapes: shapes.join(' → ') }
  })
}

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { notePreparation } from '../../compile/operation-times.js'

// require, because import would first search these CommonJS files for the names of their exports
const require = createRequire(import.meta.url)

/** The optional dependency that carries ONNX Runtime. */
export const onnxPackage = 'onnxruntime-node'

export type TensorValues = Float32Array | Int32Array | Uint8Array

/** A tensor as the engine has it: its values are shared, not copied. */
export interface EngineTensor {
  readonly data: TensorValues
}

/** One graph, ready to run. The package's public interface is asynchronous; its binding is not. */
export interface Session {
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: object): void
  /** Writes results into the tensors of `fetches`; null: asked for, but to be written nowhere. */
  run(
    feeds: Readonly<Record<string, EngineTensor>>,
    fetches: Readonly<Record<string, EngineTensor | null>>,
    options: object,
  ): unknown
  /** Completes the file of what its nodes took. */
  endProfiling(): void
  dispose(): void
}

interface Binding {
  binding: { InferenceSession: new () => Session }
  initOrt(): void
}

interface Runtime {
  Tensor: new (type: string, data: TensorValues, shape: readonly number[]) => EngineTensor
}

let loaded: (Binding & Runtime) | undefined

/** Loads the library; once. @throws Error where it is not installed, or does not load. */
function engine(): Binding & Runtime {
  if (!loaded) {
    // The library would keep a database of its own in the user's cache, and send to its maker how it is used.
    process.env.ORT_DISABLE_TELEMETRY ??= '1'
    const runtime = require(onnxPackage) as Runtime
    const binding = require(`${onnxPackage}/dist/binding.js`) as Binding
    binding.initOrt()
    loaded = { ...binding, Tensor: runtime.Tensor }
  }
  return loaded
}

/** The package's version. */
export function engineVersion(): string {
  engine()
  return (require(`${onnxPackage}/package.json`) as { version: string }).version
}

export interface SessionOptions {
  /** Of one operation. */
  threads: number
}

/** A session that writes what its nodes take. */
interface ProfiledSession {
  /** Of its file's name. */
  prefix: string
  session: Session
  /** Its runs, in their order. */
  calls: Call[]
}

/** A run of a session, as `performance.now()` counts: ms. */
export interface Call {
  start: number
  ms: number
}

interface Profiling {
  folder: string
  opened: ProfiledSession[]
}

let profiling: Profiling | undefined

/**
 * Lets sessions that are opened from now on write what their nodes take, a file each.
 * @returns ends it, and completes the files
 */
export function profileSessions(folder: string): () => readonly Omit<ProfiledSession, 'session'>[] {
  const own: Profiling = { folder, opened: [] }
  profiling = own
  return () => {
    profiling = undefined
    for (const { session } of own.opened) endProfiling(session)
    return own.opened
  }
}

function endProfiling(session: Session): void {
  try {
    session.endProfiling()
  } catch {
    // one that was disposed of completed its file then
  }
}

/** A session whose runs are noted, too: the engine's own clock begins at a time that it does not tell. */
function openProfiled(session: Session, own: Profiling, prefix: string): Session {
  const calls: Call[] = []
  own.opened.push({ prefix, session, calls })
  return {
    loadModel: (...given) => session.loadModel(...given),
    run: (...given) => {
      if (profiling !== own) return session.run(...given)
      const start = performance.now()
      try {
        return session.run(...given)
      } finally {
        calls.push({ start, ms: performance.now() - start })
      }
    },
    endProfiling: () => session.endProfiling(),
    dispose: () => session.dispose(),
  }
}

/** So long a thread that has no work looks for some before it sleeps, in microseconds: longer than most gaps. */
const WAITING = '100'

/** Makes a model ready to run. */
export function openSession(model: Uint8Array, { threads }: SessionOptions): Session {
  const session = new (engine().binding.InferenceSession)()
  const prefix = profiling && `session-${profiling.opened.length}`
  session.loadModel(model.buffer, model.byteOffset, model.byteLength, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    ...(profiling && prefix && { enableProfiling: true, profileFilePrefix: join(profiling.folder, prefix) }),
    // Threads that wait for work without rest take the cores from other graphs and processes, and from each other:
    // where anything else runs, a step would take several times as long. To wake one for each operation takes time,
    // too.
    extra: { session: { intra_op: { allow_spinning: '1', spin_duration_us: WAITING } } },
  })
  notePreparation()
  return profiling && prefix ? openProfiled(session, profiling, prefix) : session
}

/** A view of values as a tensor of that shape. */
export function engineTensor(
  type: 'float32' | 'int32' | 'bool',
  values: TensorValues,
  shape: readonly number[],
): EngineTensor {
  return new (engine().Tensor)(type, values, shape)
}

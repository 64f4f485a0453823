import { EXIT } from './exit.js'

/** Errors after which nobody reads what is written: the reader left, or the terminal is gone. */
const NO_READER = new Set(['EPIPE', 'EIO', 'ENXIO', 'ERR_STREAM_DESTROYED'])

/**
 * What nobody reads (`| head`) is dropped, and work goes on. Output that cannot be written for another reason, such as
 * a full disk, is told of once, and a command that did all else well has failed then.
 */
export function dropUnreadOutput(): void {
  onFirstUse('stdout', (stream) => guard(stream, 'standard output'))
  onFirstUse('stderr', (stream) => guard(stream, 'standard error'))
}

/** Node makes a stream when it is asked for: 2 ms for a pipe, which a command that never writes to it saves. */
function onFirstUse(name: 'stdout' | 'stderr', then: (stream: NodeJS.WriteStream) => void): void {
  const usual = Object.getOwnPropertyDescriptor(process, name) as PropertyDescriptor
  Object.defineProperty(process, name, {
    ...usual,
    get: () => {
      Object.defineProperty(process, name, usual)
      const stream = process[name]
      then(stream)
      return stream
    },
  })
}

function guard(stream: NodeJS.WriteStream, name: string): void {
  stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (stream.write === drop) return
    stream.write = drop
    if (NO_READER.has(code ?? '')) return
    process.stderr.write(`${name} cannot be written: ${message}\n`)
    process.once('exit', () => {
      process.exitCode ||= EXIT.failed
    })
  })
}

/** In the place of `write`. */
function drop(_chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
  const done = typeof encoding === 'function' ? encoding : callback
  if (typeof done === 'function') process.nextTick(done as () => void)
  return true
}

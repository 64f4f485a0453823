import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { packageRoot } from './package-root.js'

/** Causes that are looked at: more than any chain that people make, and an end for one that holds itself. */
const LONGEST_CHAIN = 10

/** What was thrown, in words, with what lies behind it: `fetch failed: connect ECONNREFUSED 127.0.0.1:80`. */
export function describeThrown(thrown: unknown, { kind = true } = {}): string {
  const texts: string[] = []
  for (const [index, each] of chainOf(thrown).entries()) {
    const text = wordsOf(each, kind && index === 0)
    if (text !== '' && !texts.some((known) => known.endsWith(text))) texts.push(text)
  }
  return texts.join(': ')
}

/** Stack traces of what was thrown and of what lies behind it. */
export function stacksOf(thrown: unknown): string {
  return chainOf(thrown)
    .map(
      (each, index) =>
        (index === 0 ? '' : 'caused by ') + (each instanceof Error ? (each.stack ?? String(each)) : inspect(each)),
    )
    .join('\n')
}

function chainOf(thrown: unknown): unknown[] {
  const chain: unknown[] = []
  for (let at = thrown; at != null && chain.length < LONGEST_CHAIN && !chain.includes(at); at = causeOf(at))
    chain.push(at)
  return chain.length > 0 ? chain : [thrown]
}

function causeOf(thrown: unknown): unknown {
  if (thrown instanceof AggregateError && thrown.message === '') return thrown.errors[0]
  return thrown instanceof Error ? thrown.cause : undefined
}

function wordsOf(thrown: unknown, kind: boolean): string {
  if (!(thrown instanceof Error)) return inspect(thrown)
  const { name, message } = thrown
  if (message === '') return (thrown as NodeJS.ErrnoException).code ?? (causeOf(thrown) ? '' : name)
  return !kind || name === 'Error' ? message : `${name}: ${message}`
}

/** A place in somebody's code. */
export interface Frame {
  /** As the stack calls it: `Timer.onFitStart`; undefined at the top of a module or in a function without a name. */
  name: string | undefined
  file: string
  line: number
  column: number
}

const PLACE = /^(?:async )?((?:file:\/\/)?\/.*):(\d+):(\d+)$/

/** A line of a stack: `at Timer.onFitStart [as start] (file:///a/b.js:1:2)`, or the place alone. */
function readFrame(line: string): Frame | undefined {
  const text = line.trim()
  if (!text.startsWith('at ')) return undefined
  const open = text.endsWith(')') ? text.search(/ \((?:async |file:|\/)/) : -1
  const [, path, at, column] = PLACE.exec(open < 0 ? text.slice('at '.length) : text.slice(open + 2, -1)) ?? []
  if (path === undefined) return undefined
  const name =
    open < 0
      ? undefined
      : text
          .slice('at '.length, open)
          .replace(/^async /, '')
          .split(' [as ')[0]
  return { name, file: path.startsWith('file:') ? fileURLToPath(path) : path, line: Number(at), column: Number(column) }
}

/** The frames of a stack that are neither polyhead's nor Node's, from the throw on. */
function foreignFrames(thrown: unknown): Frame[] {
  if (!(thrown instanceof Error) || typeof thrown.stack !== 'string') return []
  return thrown.stack.split('\n').flatMap((line) => {
    const frame = readFrame(line)
    const own = ['dist', 'src', 'bin'].some((folder) => frame?.file.startsWith(`${packageRoot}/${folder}/`))
    return frame && !own ? [frame] : []
  })
}

const isInPackage = ({ file }: Frame): boolean => file.includes('/node_modules/')

/**
 * The place in the user's own code that threw, or that called what threw. If no file of the user's own took part, a
 * place in a package that the project brings.
 */
export function userFrame(thrown: unknown): Frame | undefined {
  const frames = foreignFrames(thrown)
  return (
    frames.find((frame) => !isInPackage(frame)) ??
    frames.find(({ file }) => !file.includes('/node_modules/@tensorflow/'))
  )
}

/** Whether code of the user's own took part: what polyhead and its packages throw by themselves is our fault. */
export function comesFromUser(thrown: unknown): boolean {
  // polyhead throws errors only.
  return !(thrown instanceof Error) || foreignFrames(thrown).some((frame) => !isInPackage(frame))
}

/** `my-plugin.js:12:5`, relative to the working directory where it lies below it. */
export function showFrame({ file, line, column }: Frame): string {
  const shown = relative(process.cwd(), file)
  return `${shown.startsWith('..') ? file : shown}:${line}:${column}`
}

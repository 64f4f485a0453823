import { fstatSync } from 'node:fs'
import type { Diagnostic } from './diagnostic.js'
import { maskDiagnostics } from './mask-diagnostics.js'
import { maskSecrets } from './mask-secrets.js'
import { renderDiagnostics } from './render-diagnostics.js'
import { hasStatusLine, writeAbove } from './status-line.js'
import { visibleJson, visibleLines } from './visible.js'

/**
 * The way out to a terminal: whatever a text holds (a name, a value of a file, a message from elsewhere), a terminal
 * shows it and does not obey it. A line of progress stays below.
 */
export function print(text: string): void {
  write(process.stdout, visibleLines(text))
}

/** To standard error: values of secret environment variables are masked. */
export function tell(text: string): void {
  write(process.stderr, visibleLines(maskSecrets(text)))
}

/** To standard error, on a line of its own, also after the `^C` that a terminal shows. */
export function tellOnCleanLine(text: string): void {
  tell(`${process.stderr.isTTY && !hasStatusLine() ? '\n' : ''}${text}`)
}

/** Text, and between it where a colour begins or ends: the codes of an escape sequence, such as `1;31`. */
export type Painted = readonly (string | { readonly codes: string })[]

/** In colour where that can be seen. */
export function printPainted(text: Painted): void {
  writePainted(process.stdout, text)
}

/** To standard error. */
export function tellPainted(text: Painted): void {
  writePainted(process.stderr, text)
}

/** A value as one line of JSON, or as several. */
export function printJson(value: unknown, indent?: number): void {
  write(process.stdout, `${visibleJson(value, indent)}\n`)
}

/** Diagnostics, in colour where that can be seen. */
export function printDiagnostics(diagnostics: readonly Diagnostic[]): void {
  writeDiagnostics(process.stdout, diagnostics)
}

/** To standard error. */
export function tellDiagnostics(diagnostics: readonly Diagnostic[]): void {
  writeDiagnostics(process.stderr, diagnostics)
}

/** Whether a stream is a terminal that knows escape sequences. */
export function takesEscapes(stream: { isTTY?: boolean }): boolean {
  return stream.isTTY === true && process.env.TERM !== 'dumb'
}

/** Whether standard output and standard error lead to the same place: a terminal, a pipe or a file. */
export function outputsMeet(): boolean {
  if (process.stdout.isTTY && process.stderr.isTTY) return true
  try {
    const [out, error] = [fstatSync(1), fstatSync(2)]
    return out.ino !== 0 && out.ino === error.ino && out.dev === error.dev
  } catch {
    return false
  }
}

/** Columns of standard output; undefined where it is no terminal: what is piped is whole. */
export function outputColumns(): number | undefined {
  // Some terminals say that they have none.
  return process.stdout.isTTY ? process.stdout.columns || 80 : undefined
}

function hasColor(stream: { isTTY?: boolean }): boolean {
  return takesEscapes(stream) && !process.env.NO_COLOR
}

/** Secrets are masked before what is long is cut: no half of one is left. */
function writeDiagnostics(stream: NodeJS.WriteStream, diagnostics: readonly Diagnostic[]): void {
  const options = { color: hasColor(stream), mask: (text: string) => maskSecrets(text) }
  write(stream, `${renderDiagnostics(maskDiagnostics(diagnostics), options)}\n`)
}

function writePainted(stream: NodeJS.WriteStream, text: Painted): void {
  const colored = hasColor(stream)
  const parts = text.map((part) =>
    typeof part === 'string' ? visibleLines(part) : colored ? `\u001b[${part.codes}m` : '',
  )
  write(stream, parts.join(''))
}

function write(stream: NodeJS.WriteStream, text: string): void {
  writeAbove(() => void stream.write(text))
}

import type { Diagnostic } from './diagnostic.js'
import { renderDiagnostics } from './render-diagnostics.js'
import { visibleJson, visibleLines } from './visible.js'

/**
 * The way out to a terminal: whatever a text holds (a name, a value of a file, a message from elsewhere), a terminal shows it and
 * does not obey it.
 */
export function print(text: string): void {
  process.stdout.write(visibleLines(text))
}

/** To standard error. */
export function tell(text: string): void {
  process.stderr.write(visibleLines(text))
}

/** A value as one line of JSON, or as several. */
export function printJson(value: unknown, indent?: number): void {
  process.stdout.write(`${visibleJson(value, indent)}\n`)
}

/** Diagnostics, in colour where that can be seen. */
export function printDiagnostics(diagnostics: readonly Diagnostic[]): void {
  process.stdout.write(`${renderDiagnostics(diagnostics, { color: hasColor(process.stdout) })}\n`)
}

/** To standard error. */
export function tellDiagnostics(diagnostics: readonly Diagnostic[]): void {
  process.stderr.write(`${renderDiagnostics(diagnostics, { color: hasColor(process.stderr) })}\n`)
}

/** Whether a stream is a terminal that knows escape sequences. */
export function takesEscapes(stream: { isTTY?: boolean }): boolean {
  return stream.isTTY === true && process.env.TERM !== 'dumb'
}

function hasColor(stream: { isTTY?: boolean }): boolean {
  return takesEscapes(stream) && !process.env.NO_COLOR
}

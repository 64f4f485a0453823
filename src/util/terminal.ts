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

/** A value as one line of JSON. */
export function printJson(value: unknown): void {
  process.stdout.write(`${visibleJson(value)}\n`)
}

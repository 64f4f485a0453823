import type { Diagnostic } from '../util/diagnostic.js'
import { ConfigError } from '../util/diagnostic.js'
import { isMissing, longestMissingWord } from './csv-number.js'
import type { CsvScanner } from './csv-scanner.js'
import { fileDiagnostic } from './file-error.js'

/** How many are told. */
export const maxFaults = 20

/** Fields of a table at fault, each with its place: twenty are enough to see what is wrong. */
export class CsvFaults {
  readonly #file: string
  readonly #found: Diagnostic[] = []

  constructor(file: string) {
    this.#file = file
  }

  /** Notes a fault of the field that the scanner found. @returns whether there may be more */
  add({ line, column }: { line: number; column: number }, message: string, hint?: string): boolean {
    if (this.#found.length < maxFaults) {
      this.#found.push(fileDiagnostic(this.#file, message, { place: { line, column }, hint }))
    }
    return this.#found.length < maxFaults
  }

  /** @throws ConfigError where there are any. */
  throwAny(): void {
    if (this.#found.length > 0) throw new ConfigError(this.#found)
  }
}

/** Whether a field holds what pandas reads as a missing value. */
export function holdsNothing(scanner: CsvScanner): boolean {
  return scanner.end - scanner.start <= longestMissingWord && isMissing(scanner.text())
}

/** What is wrong with a field that should hold a number. */
export function numberFault(scanner: CsvScanner): [message: string, hint?: string] {
  const text = shownField(scanner)
  if (holdsNothing(scanner)) {
    const hint = "'missing_values: drop' leaves such rows out, 'missing_values: fill' puts fill_value there"
    return [text === '' ? 'the field is empty, but should be a number' : `'${text}' is not a finite number`, hint]
  }
  if (/^[+-]?(?:inf|infinity|\d[\d.]*(?:e[+-]?\d+)?)$/i.test(text)) return [`'${text}' is not a finite number`]
  return [`'${text}' is not a number`, "'drop_columns: [NAME]' leaves a column of text out"]
}

/** What is wrong with a field that should hold a class. */
export function labelFault(scanner: CsvScanner, wanted: string): [message: string, hint?: string] {
  if (!holdsNothing(scanner)) return [`the label is ${shownField(scanner)}, but must be ${wanted}`]
  const message = `the label is missing, but must be ${wanted}`
  return [message, "'missing_values: drop' leaves such rows out"]
}

/** A field's text, as far as a message needs it. */
function shownField(scanner: CsvScanner): string {
  const text = scanner.text()
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

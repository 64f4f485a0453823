import { fileError } from '../../../formats/file-error.js'

/** @throws ConfigError where a file is not the one whose checksum the config gives. */
export function checkExpected(file: string, actual: string, expected: string): void {
  if (actual === expected.toLowerCase()) return
  throw fileError(file, 'the checksum is wrong', { notes: [`sha256 ${actual}`, `expected ${expected}`] })
}

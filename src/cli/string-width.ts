// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is taken out
const ESCAPES = /\u001b\[[0-9;]*m/g

/** Stands in for the package `string-width` in yargs, whose Unicode tables cost a third of the start-up: our flags are ASCII. */
export default function stringWidth(text: string): number {
  return text.replace(ESCAPES, '').length
}

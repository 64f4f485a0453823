import { eastAsianWidth } from 'get-east-asian-width'

/** Most texts are these alone: a column each. */
const ASCII = /^[ -~]*$/
const WITHOUT_WIDTH = /^[\p{Default_Ignorable_Code_Point}\p{Mark}\p{Control}\p{Surrogate}]+/u
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u

let segmenter: Intl.Segmenter | undefined

/** Columns that a text takes on a terminal: wide East Asian characters and emoji take two, combining marks none. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length
  segmenter ??= new Intl.Segmenter('en')
  let sum = 0
  for (const { segment } of segmenter.segment(text)) sum += widthOf(segment)
  return sum
}

function widthOf(grapheme: string): number {
  const base = grapheme.replace(WITHOUT_WIDTH, '')
  if (base === '') return 0
  return EMOJI.test(grapheme) ? 2 : eastAsianWidth(base.codePointAt(0) as number)
}

/** `padEnd` by columns. */
export function padToEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)))
}

/** `padStart` by columns. */
export function padToStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - displayWidth(text))) + text
}

/** The start of a text that takes more columns than there are, and `…`. */
export function cutEnd(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  let kept = ''
  for (const character of text) {
    if (displayWidth(kept + character) > columns - 1) break
    kept += character
  }
  return `${kept}…`
}

/** `…`, and the end of a text that takes more columns than there are: names differ at their ends. */
export function cutStart(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  let kept = ''
  for (const character of [...text].reverse()) {
    if (displayWidth(character + kept) > columns - 1) break
    kept = character + kept
  }
  return `…${kept}`
}
